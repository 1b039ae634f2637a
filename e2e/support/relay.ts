import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A stretch of network between browser and proxy. It can be cut under a request, as no browser's "offline" can. */
export interface Relay {
  readonly origin: string
  /**
   * Ends every connection, and each new one at once. New ones must end too, because Chromium sends a request again by
   * itself if a connection that was used before ends without an answer.
   */
  readonly cut: () => void
  readonly mend: () => void
  readonly close: () => Promise<void>
}

export async function startRelay(target: string): Promise<Relay> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(Number(port), hostname)
    for (const [socket, peer] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.pipe(peer)
      socket.on('error', () => peer.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        peer.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isCut = false
    },
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
