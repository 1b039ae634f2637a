import { type RequestListener, type ServerResponse } from 'node:http'
import { type Socket } from 'node:net'

/** No browser sends a second request on a connection before the first is answered, and no load balancer either. */
export const mostOutstanding = 8

/**
 * Closes a connection with more than a few requests whose answers are outstanding (RFC 9112, 9.3.2). Node reads them all
 * at once, and would hold every answer in memory until its turn comes.
 */
export function closePipelines(handle: RequestListener, onClosed: (socket: Socket) => void): RequestListener {
  const outstanding = new WeakMap<Socket, Set<ServerResponse>>()

  function responsesOn(socket: Socket): Set<ServerResponse> {
    const held = outstanding.get(socket)
    if (held) return held
    const responses = new Set<ServerResponse>()
    outstanding.set(socket, responses)
    // Node 20 closes only the response whose turn it is. What waits for the end of another would wait for ever.
    const closeOthers = () => {
      for (const response of responses) response.destroy().emit('close')
    }
    socket.once('close', () => process.nextTick(closeOthers))
    return responses
  }

  return (request, response) => {
    const { socket } = request
    // Node goes on with what it has read already.
    if (socket.destroyed) return
    const responses = responsesOn(socket)
    if (responses.size >= mostOutstanding) {
      onClosed(socket)
      socket.destroy()
      return
    }
    responses.add(response)
    response.once('close', () => responses.delete(response))
    handle(request, response)
  }
}
