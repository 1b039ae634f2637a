import { type IncomingHttpHeaders } from 'node:http'
import { type FastifyInstance } from 'fastify'
import { Failure } from './failure.ts'

/** Of these Node keeps the first and drops the others, where whoever stands before us may have gone by the last. */
const singleFields = new Set(['host', 'authorization', 'content-type'])
/** A host and a port (RFC 3986, 3.2): nothing that would end them where an address is made of it. */
const hostPattern = /^(?:\[[\d.:a-f]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i

/** Refuses a head that two readers can read differently: no `Host`, two of them, or one that is none (RFC 9112, 3.2). */
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

function malformed(header: string): Failure {
  return new Failure('requestMalformed', { context: { header } })
}

/** A header that came twice reads as both values joined, which no key, no ticket and no digest is. */
export function headerValue(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()]
  return Array.isArray(value) ? value.join(', ') : value
}
