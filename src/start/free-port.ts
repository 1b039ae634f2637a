import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** The wanted port of this machine if it is free, and otherwise another free one. */
export async function freePort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return freePort(0)
  }
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return port
}
