import { type Document } from '../../contract/document/document.ts'
import { documentAnswerSchema } from '../../contract/api/envelope.ts'
import {
  idempotencyKeyHeader,
  requestedKeyHeader,
  requestedSideHeader,
  uploadTicketHeader,
} from '../../contract/file.ts'
import { sessionDescriptionAnswerSchema, type SessionDescription } from '../../contract/api/session.ts'
import { call, upstreamAnswerMs } from './call.ts'
import { asRequestError, isSessionOver, RequestError } from './request-error.ts'
import { type SessionSource } from '../session/session-source.ts'
import { type GenerateCall } from '../visit/visit.ts'

export interface GeneratedDocument {
  readonly document: Document
  readonly ticket: string
}

/** The proxy as the wizard sees it. Every call rejects with `RequestError`. */
export interface Api {
  /** What the session in hand may do. */
  describeSession(): Promise<SessionDescription>
  /** The calls of one customer's visit, or of a guest's whose session has not come yet. */
  forCustomer(customer: Customer | undefined): CustomerApi
  /** Calls `listener` when a renewed session turns out to be another customer's. */
  onOtherCustomer(listener: (description: SessionDescription) => void): () => void
}

/**
 * Calls in the name of one customer. The host page may give a session of somebody else: its user signed out and another
 * one signed in. From then on each call rejects with `customerChanged`, and nothing is sent under the other's name.
 */
export interface CustomerApi {
  /**
   * Registers a document. The same key with the same request gives the first answer again. With the ticket of a
   * document that was given up, the new document takes its place in the count.
   */
  generate(call: GenerateCall, replacedTicket: string | undefined): Promise<GeneratedDocument>
  /** Makes a call with the session, and once more with a renewed one where the session has ended. */
  readonly withSession: <Result>(call: (session: string) => Promise<Result>) => Promise<Result>
}

/** Whose a session is: what stays the same when it is renewed. */
type Customer = Pick<SessionDescription, 'partner' | 'subject'>

function isSameCustomer(one: Customer, other: Customer): boolean {
  return one.partner?.id === other.partner?.id && one.subject === other.subject
}

export function createApi(sessions: SessionSource): Api {
  const listeners = new Set<(description: SessionDescription) => void>()
  const descriptions = new Map<string, Promise<SessionDescription>>()
  /** Of the session that was described last. */
  let owner: Customer | undefined

  /** What a session may do, asked once. An answer that was lost is asked for again. */
  function descriptionOf(session: string): Promise<SessionDescription> {
    const known = descriptions.get(session)
    if (known) return known
    const asked = (sessions.described?.(session) ?? describe(session)).then((description) => {
      const isOther = owner !== undefined && !isSameCustomer(owner, description)
      owner = description
      if (isOther) for (const listener of listeners) listener(description)
      return description
    })
    descriptions.set(session, asked)
    asked.catch(() => descriptions.delete(session))
    return asked
  }

  /** Calls with a session of which it is known whose it is. */
  async function withSession<Result>(
    call: (session: string, description: SessionDescription) => Promise<Result>,
  ): Promise<Result> {
    const attempt = async (session: string) => await call(session, await descriptionOf(session))
    const session = await sessions.current()
    try {
      return await attempt(session)
    } catch (error) {
      const { code } = asRequestError(error)
      // Two devices must not take it from each other by themselves. The person's next press opens the link here.
      if (code === 'linkOpenedElsewhere') sessions.forget(session)
      if (!isSessionOver(code)) throw error
    }
    return await attempt(await sessions.renew(session))
  }

  return {
    describeSession: () => withSession(async (_session, description) => description),

    forCustomer(customer) {
      const asCustomer = <Result>(call: (session: string) => Promise<Result>) =>
        withSession(async (session, description) => {
          if (customer && !isSameCustomer(description, customer)) throw new RequestError('customerChanged')
          return await call(session)
        })
      return {
        withSession: asCustomer,
        generate: (wanted, replacedTicket) =>
          asCustomer((session) => generate(session, wanted, replacedTicket)),
      }
    },

    onOtherCustomer(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** What a session may do as it is now. */
export async function describe(session: string): Promise<SessionDescription> {
  const { body } = await call('/api/session', { headers: { Authorization: `Bearer ${session}` } })
  const answer = sessionDescriptionAnswerSchema.safeParse(body)
  if (!answer.success) throw new RequestError('answerUnreadable', { cause: answer.error })
  return answer.data.data
}

async function generate(
  session: string,
  { request, idempotencyKey, entry }: GenerateCall,
  replacedTicket: string | undefined,
): Promise<GeneratedDocument> {
  const init = {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${session}`,
      [idempotencyKeyHeader]: idempotencyKey,
      ...(replacedTicket !== undefined && { [uploadTicketHeader]: replacedTicket }),
      ...(entry && { [requestedKeyHeader]: entry.key, [requestedSideHeader]: String(entry.side) }),
    },
    body: JSON.stringify(request),
  }
  return readDocument(await call('/api/akepa/document/generate', init, upstreamAnswerMs))
}

/** The document that an answer tells of, and the right to upload its file. */
export function readDocument({ body, headers }: Awaited<ReturnType<typeof call>>): GeneratedDocument {
  const answer = documentAnswerSchema.safeParse(body)
  const ticket = headers.get(uploadTicketHeader)
  if (!answer.success || ticket === null) {
    throw new RequestError('answerUnreadable', { cause: answer.error })
  }
  return { document: answer.data.data, ticket }
}
