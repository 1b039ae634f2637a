import { type FastifyInstance, type FastifyRequest } from 'fastify'
import * as z from 'zod'
import { type CustomerDocument, type SessionRequest } from '../../contract/api/back-end.ts'
import {
  longestSession,
  redeemLinkRequestSchema,
  referenceSchema,
  sandboxSessionRequestSchema,
  sessionRequestSchema,
} from '../../contract/api/partner-api.ts'
import { idempotencyKeyHeader } from '../../contract/file.ts'
import { success } from '../http/answer/answers.ts'
import { Failure } from '../http/answer/failure.ts'
import { parseIdempotencyKey } from '../http/request/idempotency-key.ts'
import { invalid, parseOrRefuse } from '../http/request/parse-or-refuse.ts'
import { headerValue } from '../http/request/request-head.ts'
import { type Links, openedClaims } from './links/links.ts'
import { type CountRequests } from '../limits/request-limits.ts'
import { type Partner } from './partners.ts'
import { type ReceiptList, receiptsListedMs } from './receipts/receipt-list.ts'
import { type Receipts } from './receipts/receipts.ts'
import { ownOrigin, requireSameOrigin } from '../http/request/same-origin.ts'
import { mergeTerms, termsProblems } from './session-terms.ts'
import {
  inWholeSeconds,
  type MintedSession,
  type SessionClaims,
  type Sessions,
  sessionTtlMs,
} from '../sessions/sessions.ts'
import { describe } from '../visits/session-view.ts'
import { findDocument, type VisitDocument, type VisitEntry } from '../visits/visit.ts'
import { type Owner, type Visits } from '../visits/visits.ts'

interface PartnerOptions {
  readonly authenticate: CountRequests['partner']
  readonly sessions: Sessions
  readonly links: Links
  readonly receipts: Receipts
  readonly receiptList: ReceiptList
  readonly visits: Visits
  readonly storeClock: () => Promise<number>
  readonly publicOrigin: string | undefined
  readonly isSandbox: boolean
}

/** No host page can renew a session that a link opened, so it lasts for one sitting. */
const linkedSessionTtlMs = 2 * 60 * 60_000

/** Nobody gets all customers' receipts by leaving the `reference` out: a client leaves out what is undefined. */
const receiptsQuerySchema = z
  .object({
    reference: z.optional(referenceSchema),
    since: z.iso.datetime({ offset: true }).optional(),
    cursor: z
      .string()
      .regex(/^\d{1,15}$/, 'must be the cursor of an answer')
      .optional(),
  })
  .refine(
    ({ reference, since, cursor }) =>
      [reference, since, cursor].filter((given) => given !== undefined).length === 1,
    {
      error: 'must be given, or `since` or `cursor` in its place',
      path: ['reference'],
    },
  )

/**
 * - `POST` and `DELETE /api/sessions`, `GET /api/receipts` and `GET /api/visits`: for a partner's back end, with its API key.
 * - `POST /api/sessions/redeem`: for the page of a link, which gets its session by it.
 */
export async function partnerRoutes(app: FastifyInstance, options: PartnerOptions): Promise<void> {
  const { authenticate, sessions, links, receipts, receiptList, visits } = options
  const { storeClock, publicOrigin, isSandbox } = options

  app.post('/api/sessions', async (request) => {
    const partner = await authenticate(request)
    const schema = isSandbox ? sandboxSessionRequestSchema : sessionRequestSchema
    const asked = parseOrRefuse(schema, request.body)
    const { claims, ttlMs, endsOthers } = agree(partner, asked)
    if (endsOthers) await visits.endSessions({ partner: partner.id, sub: claims.sub })
    const issuedAt = await storeClock()
    if (!asked.link) {
      const expiresAt = inWholeSeconds(ttlMs ?? sessionTtlMs)
      return success(request, checkLength(await sessions.mint({ ...claims, issuedAt }, expiresAt), claims))
    }
    // It is minted when the link is opened, and nobody could be told then.
    const isReusable = asked.link.days !== undefined
    const opened = openedClaims(claims, isReusable, { ...longestOpening, issuedAt })
    checkLength(await sessions.mint(opened, inWholeSeconds(sessionTtlMs)), claims)
    const { code, expiresAt } = await links.issue({
      claims,
      ttlMs: ttlMs ?? linkedSessionTtlMs,
      days: asked.link.days,
      minutes: asked.link.minutes,
    })
    // Browsers keep the fragment to themselves, so no server, log or referrer sees the code.
    const link = `${ownOrigin(request, publicOrigin)}/?partner=${partner.id}#code=${code}`
    return success(request, { link, dtsExpireAt: expiresAt.toISOString() })
  })

  app.post('/api/sessions/redeem', async (request) => {
    requireSameOrigin(request, publicOrigin)
    const { code, partner } = parseOrRefuse(redeemLinkRequestSchema, request.body)
    const key = parseIdempotencyKey(headerValue(request.headers, idempotencyKeyHeader))
    const { claims, expiresAt } = await links.redeem(code, key, partner)
    return success(request, await sessions.mint(claims, expiresAt))
  })

  app.delete('/api/sessions', async (request) => {
    const endedAt = await visits.endSessions(await ownerIn(request))
    return success(request, { dtsEndedAt: new Date(endedAt).toISOString() })
  })

  app.get('/api/receipts', async (request) => {
    const partner = await authenticate(request)
    const { reference, since, cursor } = parseOrRefuse(receiptsQuerySchema, request.query)
    if (reference === undefined) {
      // A receipt of that very time is told too.
      const after = cursor === undefined ? Date.parse(since ?? '') - 1 : Number(cursor)
      return success(request, await listReceipts(partner, after))
    }
    const owner = { partner: partner.id, sub: reference }
    const { visit, now } = await visits.read(owner)
    const uploaded = visit.entries
      .filter((entry) => entry.state === 'uploaded')
      .filter(({ uploadedAt }) => uploadedAt + receiptsListedMs > now)
      .toSorted((one, other) => one.uploadedAt - other.uploadedAt)
    return success(request, { receipts: uploaded.map((entry) => receipts.again(owner, entry)) })
  })

  app.get('/api/visits', async (request) => {
    const { visit } = await visits.read(await ownerIn(request))
    return success(request, {
      documents: visit.entries.flatMap(toCustomerDocument),
      skipped: visit.skipped ?? [],
    })
  })

  /** Receipts of all customers. One whose visit is not kept any more is left out. */
  async function listReceipts(partner: Partner, after: number) {
    const { listed, place, hasMore } = await receiptList.page(partner.id, after)
    const references = [...new Set(listed.map(({ reference }) => reference))]
    const read = await Promise.all(
      references.map(async (sub) => {
        const owner = { partner: partner.id, sub }
        return [sub, { owner, visit: (await visits.read(owner)).visit }] as const
      }),
    )
    const kept = new Map(read)
    const found = listed.flatMap(({ reference, documentId }) => {
      const { owner, visit } = kept.get(reference) ?? {}
      const entry = visit && findDocument(visit, documentId)
      return owner && entry?.state === 'uploaded' ? [receipts.again(owner, entry)] : []
    })
    return { receipts: found, cursor: String(Math.max(0, place)), hasMore }
  }

  /** The customer that a partner asks about. */
  async function ownerIn(request: FastifyRequest): Promise<Owner> {
    const partner = await authenticate(request)
    const { reference } = parseOrRefuse(z.object({ reference: referenceSchema }), request.query)
    return { partner: partner.id, sub: reference }
  }
}

function toCustomerDocument(entry: VisitEntry): CustomerDocument[] {
  switch (entry.state) {
    case 'open':
    case 'unconfirmed':
      return [{ ...describe(entry), ...sideOf(entry), state: entry.state }]
    case 'uploaded': {
      const { state, bytes, sha256, uploadedAt } = entry
      const dtsUploadedAt = new Date(uploadedAt).toISOString()
      return [{ ...describe(entry), ...sideOf(entry), state, bytes, sha256, dtsUploadedAt }]
    }
    case 'reserved':
    case 'failed':
    case 'givenUp':
      return []
    default:
      return entry satisfies never
  }
}

function sideOf({ requested }: VisitDocument) {
  return requested && { requestKey: requested.key, side: requested.side }
}

/** As long as these are in any session of a link: an ID is a SHA-256, in base64url. */
const longestOpening = { id: 'i'.repeat(43), opening: 99_999 }

/** A header of a longer one might be refused, and nobody would know why. Names what takes the most of it. */
function checkLength(minted: MintedSession, claims: SessionClaims): MintedSession {
  const { length } = minted.session
  if (length <= longestSession) return minted
  const { sub: reference, returnUrl, ...terms } = claims
  const sizes = Object.entries({ ...terms, reference, 'link/returnUrl': returnUrl }).map(([name, value]) => ({
    name,
    bytes: Buffer.byteLength(JSON.stringify(value) ?? ''),
  }))
  const [largest] = sizes.toSorted((one, other) => other.bytes - one.bytes)
  const message = `makes a session of ${length} bytes. One may have ${longestSession}`
  throw invalid([{ path: largest?.name.split('/') ?? [], message }])
}

/** The session that follows from a partner's request and defaults. */
function agree(
  partner: Partner,
  asked: SessionRequest,
): { claims: SessionClaims; ttlMs: number | undefined; endsOthers: boolean } {
  const { reference, link, ...askedTerms } = asked
  const returnUrl = link?.returnUrl
  if (returnUrl !== undefined && !partner.returnUrls.includes(returnUrl)) {
    throw new Failure('returnUrlForbidden', { context: { returnUrls: partner.returnUrls } })
  }
  const terms = mergeTerms(partner.defaults, askedTerms)
  const problems = termsProblems(terms)
  if (problems.length > 0) throw invalid(problems)
  const { ttlSeconds, endsOthers = false, prefill = {}, locked = [], agent = false, ...others } = terms
  return {
    claims: { sub: reference, partner: partner.id, prefill, locked, agent, returnUrl, ...others },
    ttlMs: ttlSeconds === undefined ? undefined : ttlSeconds * 1000,
    endsOthers,
  }
}
