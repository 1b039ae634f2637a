import { type Socket } from 'node:net'
import { type FastifyInstance } from 'fastify'
import { Failure } from './failure.ts'

const closeIdleEveryMs = 100

/**
 * Requests in flight are finished; one that still comes in over their connections is not begun. Node closes the
 * connections that are idle when closing begins: those that become so later, once the rest of a refused body has
 * been read, are closed here. After `maxMs` what is still open is cut off, and `abandon` is called for what goes on
 * without a connection: Node has stopped its own timers for heads and bodies by then.
 */
export function drain(app: FastifyInstance, maxMs: number, abandon: () => Promise<void>): void {
  const connections = new Set<Socket>()
  app.server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  // Browsers open connections ahead of any request; Node 20 takes one that has sent nothing for busy.
  const closeUnused = () => {
    app.server.closeIdleConnections()
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
  }
  const cutOff = () => {
    app.log.warn({ connections: connections.size }, 'draining took too long: what was in flight is cut off')
    for (const socket of connections) socket.destroy()
    abandon().catch((error: unknown) => app.log.error({ err: error }, 'draining'))
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
