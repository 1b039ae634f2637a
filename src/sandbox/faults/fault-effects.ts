import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { type FastifyReply } from 'fastify'
import {
  backOfficeFailed,
  documentNotFound,
  Refusal,
  requestInvalid,
  unauthorized,
} from '../vendor/answers.ts'
import { type Operation, type Outcome } from './faults.ts'
import { type TokenDesk } from '../vendor/token-desk.ts'

const slowMs = 5000
const retryAfterSeconds = 1

/**
 * Throws the refusal of a fault that strikes before an upload's body is read, as a gateway in front of the vendor would.
 * Does nothing for other faults.
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
    // The vendor documents neither a rate limit nor an outage, so status, code and message are the sandbox's own.
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
 * Strikes with a fault that takes effect when the whole request has arrived, before the work or in its place. Answers
 * whether the work is still to be done. If not, the call has been answered or cut. `closing` ends a delay and cuts the call.
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

/** Waits for the first bytes of a body, or for the end of an empty one. */
export async function someOfTheBody(reply: FastifyReply): Promise<void> {
  const { raw } = reply.request
  await Promise.race([once(raw, 'data'), once(raw, 'close')]).catch(() => undefined)
}

export function cutConnection(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

/** The vendor's answer to a name that its pattern refuses. Here the name is good. */
const nameRefused = {
  instancePath: '/name',
  schemaPath: '#/properties/name/pattern',
  keyword: 'pattern',
  params: { pattern: '^((?![<>]).)*$' },
  message: 'must match pattern "^((?![<>]).)*$"',
}
