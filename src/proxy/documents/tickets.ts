import * as z from 'zod'
import { type Document, documentSchema, type Extension } from '../../contract/document/document.ts'
import { type RequestedSide, requestedSideSchema } from '../../contract/requested/side.ts'
import { Failure } from '../http/answer/failure.ts'
import { type Session } from '../sessions/sessions.ts'
import { createTokenKind } from '../sessions/token-kind.ts'
import { ticketTtlMs } from '../visits/lifetimes.ts'

/**
 * The right to upload one file to one document, for one partner and subject. A ticket carries the document as it was
 * registered, so a repeated upload can be answered although the store doesn't know the document's name. The ticket of a
 * resumed document has no name either. `registeredAs` is the extension that was asked for. The file is judged by it, even
 * if the upstream echoes another.
 */
const ticketClaimsSchema = z.object({
  sub: z.string().min(1),
  partner: z.string().nullable(),
  document: documentSchema,
  registeredAs: documentSchema.shape.extension,
  requested: z.optional(requestedSideSchema),
})

export interface Ticket {
  readonly document: Document
  readonly registeredAs: Extension
  /** The entry and side that the document is for, so that a document that the store forgot comes back to it. */
  readonly requested?: RequestedSide | undefined
}

export interface Tickets {
  /** Makes a ticket that lives for `ticketTtlMs`. */
  issue(session: Session, ticket: Ticket): string
  /**
   * Answers what a ticket holds. Fails with `ticketMissing`, `ticketInvalid` or `ticketExpired`, or with
   * `ticketForeign` if it is for another document, partner or subject.
   */
  check(ticket: string | undefined, session: Session, documentId: string): Ticket
  /**
   * The ID of a ticket's document, even if the ticket has expired. Undefined if there is no ticket of ours. Fails with
   * `ticketForeign` if it is another partner's or subject's.
   */
  documentOf(ticket: string | undefined, session: Session): string | undefined
}

export function createTickets(secrets: readonly string[]): Tickets {
  const tokens = createTokenKind('ticket', secrets, ticketClaimsSchema)
  return {
    issue(session, { document, registeredAs, requested }) {
      const { sub, partner } = session
      return tokens.issue(
        { sub, partner, document, registeredAs, requested },
        new Date(Date.now() + ticketTtlMs),
      )
    },
    check(ticket, session, documentId) {
      if (ticket === undefined || ticket === '') throw new Failure('ticketMissing')
      const verified = tokens.verify(ticket)
      switch (verified.status) {
        case 'invalid':
          throw new Failure('ticketInvalid')
        case 'expired':
          throw new Failure('ticketExpired')
        case 'valid': {
          const { sub, partner, document, registeredAs, requested } = verified.claims
          if (document.id !== documentId || sub !== session.sub || partner !== session.partner) {
            throw new Failure('ticketForeign')
          }
          return { document, registeredAs, requested }
        }
        default:
          return verified satisfies never
      }
    },
    documentOf(ticket, session) {
      if (ticket === undefined) return undefined
      const verified = tokens.verify(ticket)
      if (verified.status === 'invalid') return undefined
      const { sub, partner, document } = verified.claims
      // The caller has mistaken one customer for another. A document registered now would belong to both.
      if (sub !== session.sub || partner !== session.partner) throw new Failure('ticketForeign')
      return document.id
    },
  }
}
