import { isUtf8 } from 'node:buffer'
import { type FastifyInstance } from 'fastify'
import { Failure } from '../answer/failure.ts'

/**
 * Refuses JSON that is not UTF-8 (RFC 8259, 8.1) with `requestMalformed`. Fastify's own reader would put U+FFFD in the
 * place of wrong bytes, and a name would be registered that nobody gave.
 */
export function readJsonStrictly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (isUtf8(body)) void parse(request, body.toString('utf8'), done)
    else done(new Failure('requestMalformed', { context: { reason: 'notUtf8' } }))
  })
}
