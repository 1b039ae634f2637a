import { type Socket } from 'node:net'
import { type FastifyInstance } from 'fastify'
import { Failure } from './answer/failure.ts'

const closeIdleEveryMs = 100

/**
 * Finishes the requests in flight when the server closes. A request that still comes in over an open connection fails
 * with `shuttingDown`. Node closes the connections that are idle when closing begins. Connections that become idle
 * later, when the rest of a refused body has been read, are closed here.
 *
 * Node stops its own time limits when it closes, so this sets one: after `maxMs` it cuts every connection and calls
 * `abandon`, for work that goes on without a connection.
 */
export function drain(app: FastifyInstance, maxMs: number, abandon: () => Promise<void>): void {
  const connections = new Set<Socket>()
  app.server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  // Browsers open connections ahead of any request. Node 20 counts one that has sent nothing as busy.
  const closeUnused = () => {
    app.server.closeIdleConnections()
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
  }
  const cutOff = () => {
    app.log.warn({ connections: connections.size }, 'draining took too long: requests in flight are cut off')
    for (const socket of connections) socket.destroy()
    abandon().catch((error: unknown) => app.log.error({ err: error }, 'calls in flight could not be cut off'))
  }
  let isClosing = false
  let closingIdle: NodeJS.Timeout | undefined
  let end: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    isClosing = true
    closingIdle = setInterval(closeUnused, closeIdleEveryMs)
    end = setTimeout(cutOff, maxMs)
  })
  app.addHook('onClose', async () => {
    clearInterval(closingIdle)
    clearTimeout(end)
  })
  app.addHook('onRequest', async () => {
    if (isClosing) throw new Failure('shuttingDown', { retryAfterSeconds: 1 })
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('Connection', 'close')
  })
}
