import { randomInt } from 'node:crypto'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import * as z from 'zod'
import { idempotencyKeyHeader } from '../../contract/file.ts'
import {
  type HandoffBegun,
  type HandoffErrand,
  handoffErrandSchema,
  type HandoffView,
} from '../../contract/api/handoff.ts'
import { redeemRequestSchema } from '../../contract/api/partner-api.ts'
import { wholeSeconds } from '../codes/code-entry.ts'
import { type Codes, refusalOf } from '../codes/codes.ts'
import { success } from '../http/answer/answers.ts'
import { Failure } from '../http/answer/failure.ts'
import { parseIdempotencyKey } from '../http/request/idempotency-key.ts'
import { parseOrRefuse } from '../http/request/parse-or-refuse.ts'
import { headerValue } from '../http/request/request-head.ts'
import { ownOrigin, requireSameOrigin } from '../http/request/same-origin.ts'
import { type Partners } from '../partners/partners.ts'
import { type Receipts } from '../partners/receipts/receipts.ts'
import { type SessionGuards, sessionOf } from '../sessions/require-session.ts'
import { type Session, type SessionClaims, sessionClaimsSchema, type Sessions } from '../sessions/sessions.ts'
import { findVisible, isCompleted, scopeOf } from '../visits/session-view.ts'
import { findDocument, isWithin, type UploadedDocument } from '../visits/visit.ts'
import { type Visits } from '../visits/visits.ts'
import { type HandoffSide, isAway } from './handoff.ts'
import { type CurrentHandoff, type Handoffs, handoffTtlMs, phoneCodeTtlMs } from './handoffs.ts'

interface HandoffOptions {
  readonly guards: SessionGuards
  readonly handoffs: Handoffs
  readonly codes: Codes
  readonly partners: Partners
  readonly sessions: Sessions
  readonly visits: Visits
  readonly receipts: Receipts
  readonly publicOrigin: string | undefined
  readonly isSandbox: boolean
}

const { partner, sub, locale, link, types, locked, prefill, requested, agent, afterwards } =
  sessionClaimsSchema.shape

/** What a code stands for: whose hand-off, and in which language the desktop speaks. */
const phoneTermsSchema = z.object({
  id: z.string(),
  partner,
  sub,
  /** Of the desktop's session, as `link` is: whatever ends that ends the phone's too. */
  issuedAt: z.number(),
  link,
  locale,
  afterwards,
  /** For a list: what the desktop's session asks for, and the terms that the phone registers it under. */
  list: z.object({ types, locked, prefill, requested, agent }).optional(),
})
type PhoneTerms = z.infer<typeof phoneTermsSchema>

/** A phone that is sending when the desktop's session ends still gets its file through. */
const afterDesktopMs = 30 * 60_000

/** Proxies in front of ours often end a silent request after 30 seconds. */
const longestPollMs = 25_000

const pathSchema = z.object({ handoffId: z.string() })
const querySchema = z.object({ after: z.coerce.number().int().optional() })

/**
 * *Use your phone*. A desktop begins a hand-off of one document, or of the list of all that its session asks for, and shows
 * its code. A phone redeems that and can do nothing before the desktop allows it. Both ask where it stands, each by one
 * long poll after the other: unlike a stream, no proxy in between buffers those.
 */
export async function handoffRoutes(app: FastifyInstance, options: HandoffOptions): Promise<void> {
  const { guards, handoffs, codes, partners, sessions, visits, receipts, publicOrigin, isSandbox } = options
  const { requireSession, requireEitherSide } = guards

  /** What ends each poll that waits. Node 20 forgets a signal made of others, and never fires it. */
  const polls = new Map<string, () => void>()
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
    for (const stop of polls.values()) stop()
  })

  app.post('/api/handoffs', { onRequest: requireSession }, async (request) => {
    const session = sessionOf(request)
    const errand = parseOrRefuse(handoffErrandSchema, request.body)
    const arrived = await alreadyArrived(session, errand)
    // A desktop that has lost sight of its phone learns here what became of it.
    if (arrived) {
      const over = { id: '', version: 0, errand, state: 'ended', reason: 'done', isOtherAway: false } as const
      return success<HandoffBegun>(request, { handoff: { ...over, arrived } })
    }
    const { partner, sub, issuedAt, link, locale, afterwards } = session
    const desktopMs = session.expiresAt.getTime() - Date.now() + afterDesktopMs
    const ttlMs = Math.min(handoffTtlMs, desktopMs)
    const { id, current } = await handoffs.begin(session, errand, ttlMs)
    const terms: PhoneTerms = {
      id,
      partner,
      sub,
      issuedAt,
      link,
      locale,
      afterwards,
      ...('list' in errand && { list: termsOfList(session) }),
    }
    const life = { ttlMs: phoneCodeTtlMs, opensForMs: ttlMs, share: partner }
    const { code, expiresAt } = await codes.issue('phone', terms, life)
    return success<HandoffBegun>(request, {
      link: `${ownOrigin(request, publicOrigin)}/#phone=${code}`,
      dtsExpireAt: expiresAt.toISOString(),
      handoff: await viewFor(session, id, current),
    })
  })

  app.post('/api/handoffs/redeem', async (request) => {
    requireSameOrigin(request, publicOrigin)
    const { code } = parseOrRefuse(redeemRequestSchema, request.body)
    const key = parseIdempotencyKey(headerValue(request.headers, idempotencyKeyHeader))
    const redeemed = await codes.redeem('phone', code, key)
    if (redeemed.status !== 'opened') throw refusalOf(redeemed.status)
    const { id, list, afterwards, ...own } = phoneTermsSchema.parse(redeemed.terms)
    const { partner, sub, issuedAt } = own
    // Refuses a code of a session that has been ended.
    await visits.read({ partner, sub, issuedAt })
    const digits = String(randomInt(1000)).padStart(3, '0')
    const current = await handoffs.change({ partner, sub }, id, { type: 'joined', digits })
    if (current.handoff.state === 'ended') throw new Failure('handoffEnded')
    // Nothing of the customer travels to a phone that may turn out to be somebody else's.
    const isTrusted = current.handoff.state === 'allowed'
    const claims: SessionClaims = {
      ...own,
      ...((isTrusted && list) || { prefill: {}, locked: [], agent: false }),
      ...(isTrusted && { afterwards }),
      handoff: { id },
    }
    const minted = await sessions.mint(claims, new Date(wholeSeconds(current.handoff.endsAt)))
    return success(request, {
      ...minted,
      partner: partner === null ? null : (partners.find(partner)?.displayName ?? null),
      sandbox: isSandbox,
      handoff: viewOf(id, current, 'phone'),
    })
  })

  app.post('/api/handoffs/:handoffId/allow', { onRequest: requireSession }, async (request) => {
    const session = sessionOf(request)
    const { handoffId } = parseOrRefuse(pathSchema, request.params)
    // Refuses a session that has been ended.
    await visits.read(session)
    const current = await handoffs.change(session, handoffId, { type: 'allowed' })
    return success(request, await viewFor(session, handoffId, current))
  })

  app.get('/api/handoffs/:handoffId', { onRequest: requireEitherSide }, async (request, reply) => {
    const { session, handoffId, side } = partyTo(request)
    const { after } = parseOrRefuse(querySchema, request.query)
    // Refuses a session that has been ended.
    await visits.read(session)
    let current = await handoffs.change(session, handoffId, { type: 'asked', side })
    if (current.handoff.version === after) {
      const poll = new AbortController()
      const stop = () => poll.abort()
      const timer = setTimeout(stop, longestPollMs)
      reply.raw.once('close', stop)
      // Each side has one page. A newer poll of its answers the one before.
      const key = `${side} ${handoffId}`
      polls.get(key)?.()
      polls.set(key, stop)
      if (isClosing) stop()
      try {
        current = await handoffs.whenChanged(session, handoffId, after, poll.signal)
      } finally {
        clearTimeout(timer)
        if (polls.get(key) === stop) polls.delete(key)
      }
    }
    return success(request, await viewFor(session, handoffId, current))
  })

  app.delete('/api/handoffs/:handoffId', { onRequest: requireEitherSide }, async (request) => {
    const { session, handoffId, side } = partyTo(request)
    const current = await handoffs.change(session, handoffId, { type: 'left', side })
    return success(request, await viewFor(session, handoffId, current))
  })

  /** The desktop is told of the files too, to go on as if it had uploaded the file itself. */
  async function viewFor(session: Session, id: string, current: CurrentHandoff): Promise<HandoffView> {
    const side = session.handoff ? 'phone' : 'desktop'
    const view = viewOf(id, current, side)
    if (side === 'phone' || view.arrived.length === 0) return view
    const { visit } = await visits.read(session)
    const arrived = view.arrived.map(({ documentId }) => {
      const found = findDocument(visit, documentId)
      return { documentId, ...(found?.state === 'uploaded' && { file: toFile(session, found) }) }
    })
    return { ...view, arrived }
  }

  /** What has come, if that is all. Fails with `documentNotFound`, or with `requestedKeyInvalid` if there is no list. */
  async function alreadyArrived(session: Session, errand: HandoffErrand) {
    const { visit } = await visits.read(session)
    const told = (uploaded: UploadedDocument) => ({
      documentId: uploaded.document.id,
      file: toFile(session, uploaded),
    })
    if ('documentId' in errand) {
      const { documentId } = errand
      const found = findVisible(visit, session, documentId)
      if (!found) throw new Failure('documentNotFound', { context: { documentId } })
      return found.state === 'uploaded' ? [told(found)] : undefined
    }
    if (!session.requested) throw new Failure('requestedKeyInvalid', { context: { keys: [] } })
    if (!isCompleted(visit, session)) return undefined
    return visit.entries
      .filter((entry) => entry.state === 'uploaded')
      .filter((entry) => isWithin(scopeOf(session), entry))
      .map(told)
  }

  function toFile(session: Session, uploaded: UploadedDocument) {
    const { document, registeredAs, requested, bytes, sha256, uploadedAt } = uploaded
    return {
      type: document.type,
      extension: registeredAs,
      ...(requested && { entry: requested }),
      bytes,
      sha256,
      uploadedAt: new Date(uploadedAt).toISOString(),
      receipt: receipts.again(session, uploaded),
    }
  }
}

/** What a phone needs of a session to register its list: no answer but those that are settled. */
function termsOfList({ types, locked, prefill, requested, agent }: Session): PhoneTerms['list'] {
  const settled = Object.entries(prefill).filter(([field]) => locked.some((name) => name === field))
  return { types, locked, prefill: Object.fromEntries(settled), requested, agent }
}

/** Who asks, and for which hand-off. A phone can ask for its own alone. */
function partyTo(request: FastifyRequest) {
  const session = sessionOf(request)
  const { handoffId } = parseOrRefuse(pathSchema, request.params)
  if (session.handoff && session.handoff.id !== handoffId) throw new Failure('handoffNotAllowed')
  const side: HandoffSide = session.handoff ? 'phone' : 'desktop'
  return { session, handoffId, side }
}

function viewOf(id: string, { handoff, now }: CurrentHandoff, side: HandoffSide): HandoffView {
  const { version, state, errand, arrived } = handoff
  const upload = 'upload' in handoff ? handoff.upload : undefined
  return {
    id,
    version,
    state,
    errand,
    ...(handoff.state === 'ended' && { reason: handoff.reason }),
    ...('digits' in handoff && { digits: handoff.digits }),
    ...(upload && { percent: upload.percent }),
    isOtherAway: isAway(handoff, side === 'phone' ? 'desktop' : 'phone', now),
    arrived: arrived.map((id) => ({ documentId: id })),
  }
}
