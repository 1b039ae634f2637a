import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo } from 'node:net'

export interface TestServer {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string
  readonly server: Server
  /** Cuts every connection. */
  readonly close: () => Promise<void>
}

/** Starts an HTTP server on this machine for a test, by default on a free port. */
export async function serve(listener?: RequestListener, port = 0): Promise<TestServer> {
  const server = createServer(listener).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
