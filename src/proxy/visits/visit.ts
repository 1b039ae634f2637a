import * as z from 'zod/mini'
import {
  type DocumentType,
  documentSchema,
  type Extension,
  type Workflow,
} from '../../contract/document/document.ts'
import { isErrorCode } from '../../contract/errors.ts'
import { type RequestedSide, requestedSideSchema } from '../../contract/requested/side.ts'
import { type Failure } from '../http/answer/failure.ts'

/** Who holds something, until when by the store's clock. A holder renews its lease while its work lasts. */
const leaseSchema = z.object({ holder: z.string(), endsAt: z.number() })

/** The call of generate that a document came of: a hash of its Idempotency-Key, and a keyed digest of its body. */
const callSchema = z.object({ key: z.string(), body: z.string() })
export type Call = z.infer<typeof callSchema>

/** A document as ConnectFi answered it. Its name is left out. */
const namelessDocumentSchema = z.omit(documentSchema, { name: true })
export type NamelessDocument = z.infer<typeof namelessDocumentSchema>

/** What a ticket says of a document too, so that a forgotten document can be taken in again. */
const registeredShape = {
  document: namelessDocumentSchema,
  /** The extension that was asked for. The file is judged by it, even if ConnectFi echoes another. */
  registeredAs: documentSchema.shape.extension,
  /** The entry and the side of it that a document is for, if the session asked for it. */
  requested: z.optional(requestedSideSchema),
}

const documentShape = {
  ...registeredShape,
  registeredAt: z.number(),
  /** A keyed digest of the locked terms that it was registered under. */
  terms: z.string(),
  /** As long as a repeat of the call is answered with this document. */
  call: z.optional(callSchema),
}

const reservedSchema = z.object({
  state: z.literal('reserved'),
  lease: leaseSchema,
  reservedAt: z.number(),
  call: z.optional(callSchema),
  requested: z.optional(requestedSideSchema),
  /** IDs of open documents. They are given up when this one is registered, and wait until then. */
  replaces: z.array(z.string()),
})
export type Reserved = z.infer<typeof reservedSchema>

const waitingShape = { ...documentShape, upload: z.optional(leaseSchema) }
const openSchema = z.object({ ...waitingShape, state: z.literal('open') })
const unconfirmedSchema = z.object({
  ...waitingShape,
  state: z.literal('unconfirmed'),
  /** The holder of the first upload whose file may have arrived. */
  sentBy: z.string(),
})
/** A document that waits for its file, or may have it. */
export type WaitingDocument = z.infer<typeof openSchema> | z.infer<typeof unconfirmedSchema>

const uploadedSchema = z.object({
  ...documentShape,
  state: z.literal('uploaded'),
  bytes: z.number(),
  sha256: z.string(),
  uploadedAt: z.number(),
  /** Of the receipt that the uploader got. */
  signature: z.string(),
})
export type UploadedDocument = z.infer<typeof uploadedSchema>

const givenUpSchema = z.object({ ...documentShape, state: z.literal('givenUp'), givenUpAt: z.number() })

/** A generate that failed. The repeats that wait for it learn why. */
const failedSchema = z.object({
  state: z.literal('failed'),
  holder: z.string(),
  call: callSchema,
  code: z.custom<Failure['code']>((code) => typeof code === 'string' && isErrorCode(code)),
  retryAfterSeconds: z.optional(z.number()),
  endsAt: z.number(),
})

/**
 * What the store knows of one partner's customer, or of one guest, in the order in which it came about. It holds no name,
 * note, e-mail address or byte of a file.
 *
 * | state       | what it means                                                  | counts |
 * | ----------- | -------------------------------------------------------------- | ------ |
 * | reserved    | generate has been called, and its replica renews the lease      | yes    |
 * | failed      | generate has failed                                             | no     |
 * | open        | the document waits for its file                                 | yes    |
 * | unconfirmed | all bytes of a file have gone, and nobody said what became of them | yes |
 * | uploaded    | ConnectFi has confirmed its file                                | yes    |
 * | givenUp     | another document took its place, and its tickets are void       | no     |
 */
export const visitSchema = z.object({
  entries: z.array(
    z.discriminatedUnion('state', [
      reservedSchema,
      openSchema,
      unconfirmedSchema,
      uploadedSchema,
      givenUpSchema,
      failedSchema,
    ]),
  ),
  /** Keys of the entries that the customer has skipped. */
  skipped: z.optional(z.array(z.string())),
  /** What was asked for, the last time, if the partner is told when it is done. */
  asked: z.optional(
    z.array(
      z.object({
        key: z.string(),
        sides: z.optional(z.literal([1, 2])),
        optional: z.optional(z.boolean()),
      }),
    ),
  ),
  /** When the partner ended the customer's sessions, the last time. */
  endedAt: z.optional(z.number()),
})
export type Visit = z.infer<typeof visitSchema>
export type VisitEntry = Visit['entries'][number]
export type VisitDocument = Exclude<VisitEntry, { state: 'reserved' | 'failed' }>

export const emptyVisit: Visit = { entries: [] }

/** What is known of a document when it comes into a visit. */
export type Registered = Pick<VisitDocument, 'document' | 'registeredAs' | 'requested' | 'terms'>

export function isDocument(entry: VisitEntry): entry is VisitDocument {
  return entry.state !== 'reserved' && entry.state !== 'failed'
}

export function isWaiting(entry: VisitEntry): entry is WaitingDocument {
  return entry.state === 'open' || entry.state === 'unconfirmed'
}

export function findDocument({ entries }: Visit, id: string): VisitDocument | undefined {
  return entries.filter(isDocument).find(({ document }) => document.id === id)
}

/** Whether a document can be given up at this moment: no file goes to it, and no other takes its place already. */
export function isIdle(visit: Visit, entry: VisitEntry): boolean {
  return entry.state === 'open' && !entry.upload && !isBeingReplaced(visit, entry)
}

/** Whether another document is just being registered, to take the place of this one. */
export function isBeingReplaced({ entries }: Visit, { document }: WaitingDocument): boolean {
  return entries.some((entry) => entry.state === 'reserved' && entry.replaces.includes(document.id))
}

/**
 * How many documents count towards a limit. One that is to take the place of an open document doesn't yet, and one that
 * was asked for never does.
 */
export function takenPlaces(visit: Visit): number {
  const isStillOpen = (id: string) => findDocument(visit, id)?.state === 'open'
  return visit.entries.filter((entry) => {
    switch (entry.state) {
      case 'reserved':
        return !entry.requested && !entry.replaces.some(isStillOpen)
      case 'open':
      case 'unconfirmed':
      case 'uploaded':
        return !entry.requested
      case 'givenUp':
      case 'failed':
        return false
      default:
        return entry satisfies never
    }
  }).length
}

/** What has been registered or reserved for a side, without what was given up or has failed. */
export function entriesOfSide({ entries }: Visit, { key, side }: RequestedSide) {
  return entries
    .filter((entry) => entry.state !== 'failed' && entry.state !== 'givenUp')
    .filter(({ requested }) => requested?.key === key && requested.side === side)
}

/**
 * What a session may register, and so what it may see: the keys of the entries that it asks for, or else the types it
 * allows, and what it locks. Undefined is any, but no key.
 */
export interface Scope {
  readonly keys?: readonly string[] | undefined
  readonly types: readonly DocumentType[] | undefined
  readonly workflow: Workflow | undefined
  readonly extension: Extension | undefined
}

export function isWithin({ keys, types, workflow, extension }: Scope, entry: VisitDocument): boolean {
  const { document, registeredAs, requested } = entry
  if (keys || requested) return requested !== undefined && (keys?.includes(requested.key) ?? false)
  return (
    (types === undefined || types.includes(document.type)) &&
    (workflow === undefined || workflow === document.workflow) &&
    (extension === undefined || extension === registeredAs)
  )
}

/** Open documents that a session can't see. They make room for what it registers, the oldest first. */
export function hiddenDocuments(visit: Visit, scope: Scope): WaitingDocument[] {
  return visit.entries
    .filter(isWaiting)
    .filter((entry) => isIdle(visit, entry) && !entry.requested && !isWithin(scope, entry))
}
