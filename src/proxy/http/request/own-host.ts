import { isIP } from 'node:net'
import { type FastifyInstance } from 'fastify'
import { malformed } from './request-head.ts'

/** An address, `localhost` and what is below it, or a name of one label, such as a container's. */
function isOfThisNetwork(hostname: string): boolean {
  const name = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return isIP(name) > 0 || !name.includes('.') || name.endsWith('.localhost')
}

/**
 * Refuses a `Host` that only the domain name system could lead here, with `requestMalformed`. Without a public origin the
 * proxy believes what browsers call it. A site can have its own name lead to this machine (DNS rebinding), and its page
 * would then be taken for the wizard's own.
 */
export function refuseForeignHosts(app: FastifyInstance, ownHost: string): void {
  app.addHook('onRequest', async ({ headers: { host } }) => {
    const hostname = host?.replace(/:\d*$/, '')
    if (hostname !== undefined && !isOfThisNetwork(hostname) && hostname !== ownHost) throw malformed('host')
  })
}
