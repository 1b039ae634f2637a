import { isUtf8 } from 'node:buffer'
import { type FastifyInstance } from 'fastify'
import { Failure } from '../failure.ts'

/**
 * JSON is UTF-8 (RFC 8259, 8.1). Fastify's own reader puts U+FFFD in the place of what is none, and a name would be
 * registered that nobody gave: here such a body fails with `requestMalformed`.
 */
export function readJsonStrictly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (isUtf8(body)) void parse(request, body.toString('utf8'), done)
    else done(new Failure('requestMalformed', { context: { reason: 'notUtf8' } }))
  })
}
