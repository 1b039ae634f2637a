import { type ErrorObject } from 'ajv'
import { type FastifyReply } from 'fastify'

/** A refusal in the vendor's envelope. Like the vendor, it leaves an empty message out. */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly context: unknown

  constructor(status: number, code: string, message = '', context?: unknown) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.status = status
    this.context = context
  }
}

export function unauthorized(): Refusal {
  return new Refusal(401, 'unauthorized', 'Authentication error')
}

export function requestInvalid(errors: readonly Partial<ErrorObject>[]): Refusal {
  return new Refusal(400, 'requestValidateError', '', errors)
}

export function documentNotFound(documentId: string): Refusal {
  return new Refusal(400, 'documentNotFound', 'Document not found.', { documentId })
}

export function fileNotFound(): Refusal {
  return new Refusal(400, 'fileNotFound', 'File not found.')
}

/** The vendor's documentation says only that its back office failed, so the message is ours. */
export function backOfficeFailed(): Refusal {
  return new Refusal(400, 'extAkepa', 'Back office error.')
}

export function hostRefused(): Refusal {
  return new Refusal(
    421,
    'hostRefused',
    'The sandbox answers to names of its own machine alone, such as localhost.',
  )
}

export function sendData(reply: FastifyReply, data: unknown): FastifyReply {
  return reply.send({ code: '0', data, requestId: reply.request.id })
}

/**
 * Sends any failure as JSON in the vendor's envelope. The vendor documents no codes for an unknown path or host, a
 * body that is not JSON, or a failure of the server, so the sandbox has its own.
 */
export function sendFailure(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, code, message, context } = error instanceof Refusal ? error : toRefusal(error)
  const requestId = reply.request.id
  return reply.status(status).send({ requestId, code, ...(message === '' ? {} : { message }), context })
}

function toRefusal(error: unknown): Refusal {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (error instanceof Error && status < 500)
    return new Refusal(status, 'requestValidateError', error.message)
  warnOf(error)
  return new Refusal(500, 'internalServerError', 'Internal server error.')
}

/** The answer says nothing about a failure of this server, so the person who runs it gets a warning. */
function warnOf(error: unknown): void {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  process.emitWarning(message, { type: 'SandboxFailure', ...(stack !== undefined && { detail: stack }) })
}
