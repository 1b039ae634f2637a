import * as z from 'zod'
import { type Document, documentSchema } from '../../contract/document/document.ts'
import { failureEnvelopeSchema } from '../../contract/api/envelope.ts'
import { longestRetryAfterSeconds } from '../../contract/errors.ts'
import { Failure } from '../http/answer/failure.ts'
import { type UpstreamAnswer } from './upstream-connection.ts'

const envelopeSchema = z.object({ code: z.literal('0'), data: z.unknown() })

/** AJV's error objects, as the vendor shows them. Nothing else is passed on. */
const validationContextSchema = z.array(
  z.object({
    instancePath: z.string(),
    schemaPath: z.string(),
    keyword: z.string(),
    params: z.record(z.string(), z.unknown()),
    message: z.string().optional(),
  }),
)

/** Whether the upstream says that our token has ended. */
export function isUnauthorized(answer: UpstreamAnswer): boolean {
  return answer.status === 401 || (isRefusal(answer) && failureCode(answer) === 'unauthorized')
}

/** The `data` of a good answer. A bad answer fails with the `Failure` that our own caller gets. */
export function readAnswer<Data>(answer: UpstreamAnswer, dataSchema: z.core.$ZodType<Data>): Data {
  if (answer.status < 200 || answer.status > 299) throw answerFailure(answer)
  const envelope = envelopeSchema.safeParse(parseJson(answer.text))
  const data = z.safeParse(dataSchema, envelope.data?.data)
  if (!envelope.success || !data.success) throw new Failure('upstreamAnswerInvalid')
  return data.data
}

export function readDocument(answer: UpstreamAnswer): Document {
  return readAnswer(answer, documentSchema)
}

function answerFailure(answer: UpstreamAnswer): Failure {
  const { status } = answer
  const retryAfterSeconds = parseRetryAfter(answer.retryAfter)
  if (status === 429) return new Failure('upstreamBusy', { retryAfterSeconds: retryAfterSeconds ?? 5 })
  if (status >= 500) return new Failure('upstreamFailed', { retryAfterSeconds })
  if (!isRefusal(answer)) return new Failure('upstreamAnswerInvalid')
  const code = failureCode(answer)
  switch (code) {
    case 'documentNotFound':
    case 'fileNotFound':
    case 'extAkepa':
      return new Failure(code)
    case 'requestValidateError':
      return new Failure(code, { context: vendorContext(answer) })
    default:
      return new Failure('upstreamRefused')
  }
}

function isRefusal({ status }: UpstreamAnswer): boolean {
  return status >= 400 && status <= 499
}

function failureCode(answer: UpstreamAnswer): string | undefined {
  return failureEnvelopeSchema.safeParse(parseJson(answer.text)).data?.code
}

function vendorContext(answer: UpstreamAnswer): unknown {
  const context = failureEnvelopeSchema.safeParse(parseJson(answer.text)).data?.context
  return validationContextSchema.safeParse(context).data
}

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** The seconds to wait, an hour at most, from seconds or a date (RFC 9110, 10.2.3). Undefined for anything else. */
function parseRetryAfter(value = ''): number | undefined {
  const seconds = /^\d+$/.test(value)
    ? Number(value)
    : httpDate.test(value)
      ? (Date.parse(value) - Date.now()) / 1000
      : Number.NaN
  if (Number.isNaN(seconds)) return undefined
  return Math.min(Math.max(0, Math.ceil(seconds)), longestRetryAfterSeconds)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
