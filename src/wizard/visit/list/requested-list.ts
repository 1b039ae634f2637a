import { type Visit } from '../visit.ts'
import { type VisitRules } from '../visit-rules.ts'

/** The session's rules, narrowed to the entry at hand. */
export function rulesAtHand(rules: VisitRules, { entry }: Pick<Visit, 'entry'>): VisitRules {
  return entry ? { ...rules, ...entry.terms } : rules
}
