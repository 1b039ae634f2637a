import {
  type HandoffErrand,
  handoffAnswerSchema,
  handoffBegunAnswerSchema,
  handoffJoinedAnswerSchema,
} from '../../contract/api/handoff.ts'
import { type Answer, call } from '../../testing/call.ts'
import { registeredBy } from './customers.ts'
import { type Registered } from './requests/proxy-client.ts'

export const as = (session: string) => ({ Authorization: `Bearer ${session}` })
const json = { 'Content-Type': 'application/json' }

/** The calls of both sides of a hand-off. */

export const begin = (origin: string, session: string, errand: string | HandoffErrand) =>
  call(`${origin}/api/handoffs`, {
    headers: { ...json, ...as(session) },
    body: JSON.stringify(typeof errand === 'string' ? { documentId: errand } : errand),
  })

export const redeem = (origin: string, code: string, key = 'a-phone', headers = {}) =>
  call(`${origin}/api/handoffs/redeem`, {
    headers: { ...json, 'Idempotency-Key': key, ...headers },
    body: JSON.stringify({ code }),
  })

export const ask = (origin: string, session: string, id: string, after?: number) =>
  call(`${origin}/api/handoffs/${id}${after === undefined ? '' : `?after=${after}`}`, {
    method: 'GET',
    headers: as(session),
  })

export const allow = (origin: string, session: string, id: string) =>
  call(`${origin}/api/handoffs/${id}/allow`, { headers: as(session) })

export const end = (origin: string, session: string, id: string) =>
  call(`${origin}/api/handoffs/${id}`, { method: 'DELETE', headers: as(session) })

export const resume = (origin: string, session: string, documentId: string) =>
  call(`${origin}/api/documents/${documentId}/resume`, { headers: as(session) })

export const viewOf = (answer: Answer) => handoffAnswerSchema.parse(answer.body).data

/** The session that a phone gets for its code. */
export async function joinedBy(origin: string, code: string): Promise<string> {
  return handoffJoinedAnswerSchema.parse((await redeem(origin, code)).body).data.session
}

/** A hand-off that a phone has joined, or is also allowed to. For a list, it has its session for the work then. */
export async function handOver(
  { origin }: { readonly origin: string },
  session: string,
  upTo: 'waiting' | 'joined' | 'allowed',
  errand: string | HandoffErrand,
) {
  const { link, handoff } = handoffBegunAnswerSchema.parse((await begin(origin, session, errand)).body).data
  const code = link?.split('#phone=')[1] ?? ''
  const { id } = handoff
  if (upTo === 'waiting') return { id, code, phone: '' }
  const joined = await joinedBy(origin, code)
  if (upTo === 'joined') return { id, code, phone: joined }
  await allow(origin, session, id)
  return { id, code, phone: await joinedBy(origin, code) }
}

/** The document with the ticket that the phone gets for it. */
export async function resumedBy(origin: string, phone: string, documentId: string): Promise<Registered> {
  return registeredBy(phone, await resume(origin, phone, documentId))
}
