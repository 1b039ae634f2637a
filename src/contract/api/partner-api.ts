import * as z from 'zod/mini'
import {
  type CustomerVisits,
  type ReceiptClaims,
  type SessionRequest,
  type SessionTerms,
  type WebhookDelivery,
} from './back-end.ts'
import {
  codePointLength,
  documentIdSchema,
  documentTypeSchema,
  emailSchema,
  extensionSchema,
  workflowSchema,
} from '../document/document.ts'
import { successEnvelopeSchema } from './envelope.ts'
import { isLanguageTag } from '../language-tag.ts'
import { requestedSideSchema } from '../requested/side.ts'
import { requestedTermsSchema } from '../requested/list.ts'
import { prefillFields, prefillSchema } from './session.ts'

/** What a partner's back end and the proxy say to each other. Nothing here is loaded by the browser. */

/** A language tag as browsers take it (BCP 47), such as `fr-CA`. */
export const localeSchema = z.string().check(z.refine(isLanguageTag, { error: 'must be a language tag' }))

const longestReference = 200
/** The partner's own name for their customer: opaque to us, and best not a person's name or address. */
export const referenceSchema = z.string().check(
  z.refine((text) => /^[^\p{Cc}\p{Cs}]+$/u.test(text), {
    error: 'must hold at least one character, and no control characters',
  }),
  z.maxLength(longestReference),
)

/** Each once: one type named twice is one to choose from, and so no question. */
const typesSchema = z.pipe(
  z.array(documentTypeSchema).check(z.minLength(1)),
  z.transform((types) => [...new Set(types)]),
)

/** A line of the partner's own words, which the customer reads. */
function lineSchema(mostCharacters: number) {
  return z.string().check(
    z.refine((text) => text.trim() !== '' && /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u.test(text), {
      error: 'must be one line of text',
    }),
    z.refine((text) => codePointLength(text) <= mostCharacters, {
      error: `must hold at most ${mostCharacters} characters`,
    }),
  )
}

const mostRequested = 20
/** The documents that a session asks for. Their keys are the partner's own, and come back with each document. */
const requestedSchema = z
  .array(
    z.strictObject({
      ...requestedTermsSchema.shape,
      key: z.string().check(
        z.refine((key) => /^[A-Za-z0-9_-]{1,40}$/.test(key), {
          error: 'must be 1 to 40 letters, digits, hyphens or underscores',
        }),
      ),
      types: typesSchema,
      title: z.optional(lineSchema(60)),
      hint: z.optional(lineSchema(120)),
    }),
  )
  .check(
    z.minLength(1),
    z.maxLength(mostRequested),
    z.refine((entries) => new Set(entries.map(({ key }) => key)).size === entries.length, {
      error: 'must not have a key twice',
    }),
  )

/** The longest session, in characters. Many servers and proxies refuse a header of more than 8 kB. */
export const longestSession = 6 * 1024

export const longestSessionSeconds = 8 * 3600
const secondsSchema = (shortest: number) =>
  z.optional(z.int().check(z.minimum(shortest), z.maximum(longestSessionSeconds)))

/** The longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, without its angle brackets). */
export const longestEmail = 254
/** Not in the contract, because the vendor's schema has no such limit. */
const boundedEmailSchema = emailSchema.check(
  z.refine((text) => text.length <= longestEmail, { error: 'tooLong' }),
)

export const sessionTermsSchema = z.strictObject({
  locale: z.optional(localeSchema),
  prefill: z.optional(
    z.strictObject({ ...prefillSchema.shape, note_author_agent_email: z.optional(boundedEmailSchema) }),
  ),
  locked: z.optional(z.array(z.literal(prefillFields)).check(z.maxLength(prefillFields.length))),
  types: z.optional(typesSchema),
  requested: z.optional(requestedSchema),
  agent: z.optional(z.boolean()),
  afterwards: z.optional(lineSchema(300)),
  maxDocuments: z.optional(z.int().check(z.positive(), z.maximum(1000))),
  ttlSeconds: secondsSchema(60),
  idleSeconds: secondsSchema(60),
  endsOthers: z.optional(z.boolean()),
}) satisfies z.ZodMiniType<SessionTerms>

/** What the proxy knows of a customer is kept that long too. */
const longestLinkDays = 90
/** A link that opens once opens for a day, or for less. */
const longestLinkMinutes = 24 * 60

/** Body of `POST /api/sessions`. */
export const sessionRequestSchema = z.strictObject({
  ...sessionTermsSchema.shape,
  reference: referenceSchema,
  link: z.optional(
    z
      .strictObject({
        returnUrl: z.optional(z.url()),
        reusable: z.optional(z.boolean()),
        days: z.optional(z.int().check(z.minimum(1), z.maximum(longestLinkDays))),
        minutes: z.optional(z.int().check(z.minimum(1), z.maximum(longestLinkMinutes))),
      })
      .check(
        z.refine(({ reusable = false, days }) => reusable === (days !== undefined), {
          error: 'must say for how many days where it is reusable, and nowhere else',
          path: ['days'],
        }),
        z.refine(({ reusable = false, minutes }) => !reusable || minutes === undefined, {
          error: 'must not be there where the link is reusable',
          path: ['minutes'],
        }),
      ),
  ),
}) satisfies z.ZodMiniType<SessionRequest>

/** The same where documents go to the sandbox: tests wait for the end of a session. */
export const sandboxSessionRequestSchema = z.strictObject({
  ...sessionRequestSchema.shape,
  ttlSeconds: secondsSchema(1),
  idleSeconds: secondsSchema(1),
}) satisfies z.ZodMiniType<SessionRequest>

/** Answer of `POST /api/sessions` with `link`: what to send to the person, and until when it can be opened. */
export const linkAnswerSchema = successEnvelopeSchema(
  z.object({ link: z.url(), dtsExpireAt: z.iso.datetime() }),
)

/** Answer of `DELETE /api/sessions?reference=`: every session that was issued until then is over. */
export const sessionsEndedAnswerSchema = successEnvelopeSchema(z.object({ dtsEndedAt: z.iso.datetime() }))

/** Body of `POST /api/sessions/redeem`. */
export const redeemRequestSchema = z.strictObject({ code: z.string().check(z.minLength(1)) })

/** A link's address says too whose it is. Another partner's is not opened. */
export const redeemLinkRequestSchema = z.extend(redeemRequestSchema, { partner: z.optional(z.string()) })

/** Which entry and side of it a document is for, if it was asked for. */
const requestedAs = {
  requestKey: z.optional(requestedSideSchema.shape.key),
  side: z.optional(requestedSideSchema.shape.side),
}

/**
 * What a receipt says: the claims of the JWS in `Upload-Receipt`, signed with ES256 by a key of
 * `/.well-known/jwks.json`, its `typ` `receipt+jwt` and its `aud` the partner's ID. A guest's has neither partner,
 * reference nor audience. Of a requested document, it says the entry and the side.
 */
export const receiptClaimsSchema = z.object({
  partner: z.optional(z.string()),
  reference: z.optional(z.string()),
  documentId: z.string(),
  type: documentTypeSchema,
  ...requestedAs,
  bytes: z.int(),
  sha256: z.string(),
  uploadedAt: z.iso.datetime(),
}) satisfies z.ZodMiniType<ReceiptClaims>
export const receiptType = 'receipt+jwt'

/**
 * Answer of `GET /api/receipts`. That of a customer has the receipts alone. That of all customers has a `cursor` always:
 * what comes after it is asked for by it, at once where the answer `hasMore`, and later otherwise.
 */
export const receiptsAnswerSchema = successEnvelopeSchema(
  z.object({
    receipts: z.array(z.string()),
    cursor: z.optional(z.string()),
    hasMore: z.optional(z.boolean()),
  }),
)

/** A customer's document, without its name. Of those that are `uploaded` it is known what arrived and when. */
const registeredShape = {
  id: documentIdSchema,
  type: documentTypeSchema,
  workflow: workflowSchema,
  extension: extensionSchema,
  dtsRegisteredAt: z.iso.datetime(),
  ...requestedAs,
}

/**
 * Answer of `GET /api/visits?reference=`: a customer's documents in the order in which they were registered. `open` ones
 * wait for their file. An `unconfirmed` one may have it, and nobody said so. Those given up for another are left out.
 * `skipped` are the keys of the entries that the customer has skipped.
 */
export const visitAnswerSchema = successEnvelopeSchema(
  z.object({
    documents: z.array(
      z.discriminatedUnion('state', [
        z.object({ ...registeredShape, state: z.enum(['open', 'unconfirmed']) }),
        z.object({
          ...registeredShape,
          state: z.literal('uploaded'),
          bytes: z.int(),
          sha256: z.string(),
          dtsUploadedAt: z.iso.datetime(),
        }),
      ]),
    ),
    skipped: z.array(z.string()),
  }) satisfies z.ZodMiniType<CustomerVisits>,
)

const toldDocument = {
  reference: z.string(),
  documentId: documentIdSchema,
  type: documentTypeSchema,
  workflow: workflowSchema,
  ...requestedAs,
}

/** What a webhook tells, by its type. */
const webhookEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('document.uploaded'),
    timestamp: z.iso.datetime(),
    data: z.object({
      ...toldDocument,
      bytes: z.int(),
      sha256: z.string(),
      uploadedAt: z.iso.datetime(),
      receipt: z.string(),
    }),
  }),
  z.object({
    type: z.literal('document.givenUp'),
    timestamp: z.iso.datetime(),
    data: z.object(toldDocument),
  }),
  z.object({
    type: z.literal('list.completed'),
    timestamp: z.iso.datetime(),
    data: z.object({
      reference: z.string(),
      documents: z.array(
        z.object({
          documentId: documentIdSchema,
          requestKey: requestedSideSchema.shape.key,
          side: requestedSideSchema.shape.side,
        }),
      ),
      skipped: z.array(z.string()),
    }),
  }),
])

/** What became of something that a partner was to be told. */
export const webhookDeliverySchema = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int(),
  lastAnswer: z.optional(z.string()),
  dtsNextAttempt: z.optional(z.iso.datetime()),
  event: webhookEventSchema,
}) satisfies z.ZodMiniType<WebhookDelivery>
