import { type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify'
import { errorRule } from '../../../contract/errors.ts'
import { CallerGone, Failure } from './failure.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** Why the request failed, for the log line and the metrics. */
    failure: Failure | undefined
  }
}

/** The vendor's success envelope. */
export function success<Data>(request: FastifyRequest, data: Data) {
  return { code: '0', data, requestId: request.id } as const
}

/** The vendor's failure envelope. `message` is a fixed text for engineers and shows nothing of the inner error. */
export function failureBody(failure: Failure, requestId: string) {
  const { code, message, context } = failure
  return { requestId, code, message, ...(context === undefined ? {} : { context }) }
}

/** Answers with the failure's status and envelope. A caller that has gone gets no answer. */
export function sendFailure(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof CallerGone) {
    reply.hijack()
    return
  }
  const failure = toFailure(error)
  // This is how Fastify hands values on to its hooks.
  reply.failure = failure
  if (failure.retryAfterSeconds !== undefined) reply.header('Retry-After', failure.retryAfterSeconds)
  reply.code(errorRule(failure.code).status).send(failureBody(failure, request.id))
}

/** Translates Fastify's own errors. Any other error is a bug of ours. */
function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const { code, statusCode } = error as Partial<FastifyError>
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Failure('requestTooLarge', { cause: error })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Failure('mediaTypeRefused', { cause: error })
    default: {
      const isCallers = statusCode !== undefined && statusCode >= 400 && statusCode <= 499
      return new Failure(isCallers ? 'requestMalformed' : 'internalError', { cause: error })
    }
  }
}
