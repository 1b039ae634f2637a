import { type PrefillField, type SessionDescription } from '../../contract/api/session.ts'

/** The rules that a session sets for its visit, as far as the steps depend on them. */
export type VisitRules = Pick<SessionDescription, 'prefill' | 'locked' | 'types' | 'agent'> & {
  /** Guests say themselves whether they fill the form in for someone else; a partner's session says it for them. */
  readonly isGuest: boolean
  /** How many documents this visit and those before it in the same page may come to. */
  readonly maxDocuments?: number | undefined
}

export const guestRules: VisitRules = { prefill: {}, locked: [], agent: false, isGuest: true }

export function isLocked(rules: VisitRules, field: PrefillField): boolean {
  return rules.locked.includes(field) && rules.prefill[field] !== undefined
}

/** Details is always asked, because registering is agreed to there. */
const questions = ['workflow', 'type', 'details'] as const
export type Question = (typeof questions)[number]

/** The questions that have something to ask. */
export function askedQuestions(rules: VisitRules): readonly Question[] {
  const skipsType = isLocked(rules, 'type') || rules.types?.length === 1
  return questions.filter(
    (question) =>
      !(question === 'workflow' && isLocked(rules, 'workflow')) && !(question === 'type' && skipsType),
  )
}

export function firstQuestion(rules: VisitRules): Question {
  return askedQuestions(rules)[0] ?? 'details'
}
