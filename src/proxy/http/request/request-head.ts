import { type IncomingHttpHeaders } from 'node:http'
import { type FastifyInstance } from 'fastify'
import { Failure } from '../answer/failure.ts'

/** Node keeps the first of these and drops the others. A proxy in front of us may have gone by the last. */
const singleFields = new Set(['host', 'authorization', 'content-type'])
/** A host and a port (RFC 3986, 3.2). `ownOrigin` makes an address of them, so nothing in them may end the host. */
const hostPattern = /^(?:\[[\d.:a-f]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i

/**
 * Refuses a head that two readers could read differently, with `requestMalformed`: a field that may come only once and
 * came twice, or a `Host` that is missing or malformed (RFC 9112, 3.2).
 */
export function refuseAmbiguousHeads(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw: { rawHeaders, headers, httpVersion } }) => {
    const seen = new Set<string>()
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index]?.toLowerCase() ?? ''
      if (singleFields.has(name) && seen.has(name)) throw malformed(name)
      seen.add(name)
    }
    const isHostRight = headers.host === undefined ? httpVersion === '1.0' : hostPattern.test(headers.host)
    if (!isHostRight) throw malformed('host')
  })
}

export function malformed(header: string): Failure {
  return new Failure('requestMalformed', { context: { header } })
}

/** A header that came twice gives both values, joined. No valid key, ticket or digest looks like that. */
export function headerValue(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()]
  return Array.isArray(value) ? value.join(', ') : value
}
