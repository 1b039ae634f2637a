import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { type FastifyReply } from 'fastify'
import { backOfficeFailed, documentNotFound, Refusal, requestInvalid, unauthorized } from '../answers.ts'
import { type Operation, type Outcome } from './faults.ts'
import { type TokenDesk } from '../token-desk.ts'

const slowMs = 5000
const retryAfterSeconds = 1

/**
 * The faults of whatever stands in front of the work: they strike before an upload's body is read. Throws the refusal;
 * does nothing for the others.
 */
export function refuseAtTheGate(
  outcome: Outcome | undefined,
  call: { reply: FastifyReply; tokens: TokenDesk; token: string; documentId?: string },
): void {
  switch (outcome) {
    case 'tokenExpired':
      call.tokens.revoke(call.token)
      throw unauthorized()
    case 'documentNotFound':
      throw documentNotFound(call.documentId ?? '')
    // The vendor documents neither a rate limit nor an outage: status, code and words are this sandbox's own.
    case 'tooManyRequests':
      call.reply.header('retry-after', retryAfterSeconds)
      throw new Refusal(429, 'tooManyRequests', 'Too many requests.')
    case 'unavailable':
      call.reply.header('retry-after', retryAfterSeconds)
      throw new Refusal(503, 'serviceUnavailable', 'Service unavailable.')
    default:
  }
}

/**
 * The faults that strike once the request has come whole, in place of the work or ahead of it. Answers whether the work
 * is to be done; where not, the call has been dealt with. `closing` ends a delay, and its call with it.
 */
export async function mayWork(
  outcome: Outcome | undefined,
  operation: Operation,
  reply: FastifyReply,
  closing: AbortSignal,
): Promise<boolean> {
  switch (outcome) {
    case 'refused':
      throw operation === 'generate' ? requestInvalid([nameRefused]) : backOfficeFailed()
    case 'failed':
      throw new Refusal(500, 'internalServerError', 'Internal server error.')
    case 'slow':
      try {
        await delay(slowMs, undefined, { signal: closing })
        return true
      } catch {
        cutConnection(reply)
        return false
      }
    case 'hang':
      reply.hijack()
      return false
    case 'dropBefore':
      cutConnection(reply)
      return false
    case 'garbage':
      void reply.type('text/html').send('<!doctype html><title>Welcome</title><h1>It works!</h1>')
      return false
    default:
      return true
  }
}

/** Waits for the first bytes of a body, or for its end where it has none. */
export async function someOfTheBody(reply: FastifyReply): Promise<void> {
  const { raw } = reply.request
  await Promise.race([once(raw, 'data'), once(raw, 'close')]).catch(() => undefined)
}

export function cutConnection(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

/** What the vendor would answer to a name its pattern refuses; here it refuses one that is good. */
const nameRefused = {
  instancePath: '/name',
  schemaPath: '#/properties/name/pattern',
  keyword: 'pattern',
  params: { pattern: '^((?![<>]).)*$' },
  message: 'must match pattern "^((?![<>]).)*$"',
}
