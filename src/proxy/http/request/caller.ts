import { type IncomingHttpHeaders } from 'node:http'
import { type FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import { parseAddress } from '../../limits/address.ts'
import { type Digest } from '../../sessions/digest.ts'

/** What the log says of who asks: nobody can be found by it who is not known already. */
interface Caller {
  readonly address: string
  readonly partner?: string
  /** A keyed digest of the customer or guest. Lines of one person have the same. */
  readonly subject?: string
}

export type DescribeCaller = (request: Pick<FastifyRequest, 'ip' | 'session' | 'partnerId'>) => Caller

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request with a partner's API key. */
    partnerId: string | undefined
  }
}

const subjectLength = 12

export function createDescribeCaller(digest: Digest): DescribeCaller {
  return ({ ip, session, partnerId }) => {
    const partner = session?.partner ?? partnerId
    return {
      address: shortAddress(ip),
      ...(partner !== undefined && partner !== null && { partner }),
      ...(session && {
        subject: digest(['caller', session.partner, session.sub]).newest.slice(0, subjectLength),
      }),
    }
  }
}

/** The network of an address: 24 bits of IPv4, 48 of IPv6. */
export function shortAddress(text: string): string {
  const address = parseAddress(text)
  if (!address) return 'unknown'
  return address instanceof ipaddr.IPv4
    ? `${address.octets.slice(0, 3).join('.')}.0/24`
    : `${new ipaddr.IPv6([...address.parts.slice(0, 3), 0, 0, 0, 0, 0]).toString()}/48`
}

const requestIdPattern = /^[\w-]{8,64}$/
/** W3C Trace Context, 3.2. Versions to come begin in the same way. */
const traceparentPattern = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/

/** The ID that a load balancer has given a request. Anything else that stands there is not taken over. */
export function givenRequestId({ 'x-request-id': given }: IncomingHttpHeaders): string | undefined {
  return typeof given === 'string' && requestIdPattern.test(given) ? given : undefined
}

export function traceIdOf({ traceparent }: IncomingHttpHeaders): string | undefined {
  return typeof traceparent === 'string' ? traceparentPattern.exec(traceparent)?.[1] : undefined
}
