import { type RequestedTerms } from './list.ts'
import { type PrefillField, type SessionDescription } from '../api/session.ts'

type Terms = Pick<SessionDescription, 'prefill' | 'locked' | 'types'>

/** A session's terms for the documents of one entry: its types alone, and what it settles is locked. */
export function termsOfEntry<Session extends Terms>(session: Session, entry: RequestedTerms): Session {
  const { types, workflow, name } = entry
  const { type, ...prefill } = session.prefill
  const settled = { ...(workflow && { workflow }), ...(name !== undefined && { name }) }
  return {
    ...session,
    types,
    locked: [...session.locked, ...(Object.keys(settled) as PrefillField[])],
    prefill: { ...prefill, ...(type && types.includes(type) && { type }), ...settled },
  }
}
