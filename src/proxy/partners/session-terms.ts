import { type GenerateRequest } from '../../contract/document/document.ts'
import { asSent } from '../../contract/document/normalise.ts'
import { type PrefillField } from '../../contract/api/session.ts'
import { type SessionTerms } from '../../contract/api/back-end.ts'
import { Failure } from '../http/answer/failure.ts'
import { type SessionClaims } from '../sessions/sessions.ts'
import { missingProperty } from '../documents/validation-context.ts'

interface TermsProblem {
  readonly path: (string | number)[]
  readonly message: string
}

/** Finds terms that are well-formed, but contradict each other. */
export function termsProblems(terms: SessionTerms): TermsProblem[] {
  const { prefill = {}, locked = [], types, requested = [] } = terms
  const problems: TermsProblem[] = []
  for (const [index, field] of locked.entries()) {
    if (locked.indexOf(field) !== index) {
      problems.push({ path: ['locked', index], message: `locks ${field} twice` })
    }
    if (prefill[field] === undefined) {
      problems.push({ path: ['locked', index], message: `locks ${field}, which is not prefilled` })
    }
  }
  if (locked.includes('name') && prefill.name !== undefined && asSent('name', prefill.name) === '') {
    problems.push({ path: ['prefill', 'name'], message: 'is locked and shows nothing' })
  }
  if (prefill.type !== undefined && types && !types.includes(prefill.type)) {
    problems.push({ path: ['prefill', 'type'], message: 'is not among the allowed types' })
  }
  for (const [index, entry] of requested.entries()) {
    const refuse = (property: string, message: string) =>
      problems.push({ path: ['requested', index, property], message })
    const lockedTo = <Field extends PrefillField>(field: Field) =>
      locked.includes(field) ? prefill[field] : undefined
    const type = lockedTo('type')
    if (types && !entry.types.every((one) => types.includes(one))) {
      refuse('types', 'are not all among the allowed types')
    }
    if (type !== undefined && !entry.types.includes(type)) refuse('types', 'lack the locked type')
    if (entry.name !== undefined && asSent('name', entry.name) === '') refuse('name', 'shows nothing')
    for (const field of ['workflow', 'name'] as const) {
      const [settled, locks] = [entry[field], lockedTo(field)]
      if (settled === undefined || locks === undefined) continue
      if (asSent(field, settled) !== asSent(field, locks)) refuse(field, 'is not the locked one')
    }
  }
  return problems
}

/** A partner's defaults, with each term and each prefilled answer that was asked for in their place. */
export function mergeTerms(defaults: SessionTerms, asked: SessionTerms): SessionTerms {
  return { ...defaults, ...asked, prefill: { ...defaults.prefill, ...asked.prefill } }
}

type CheckedTerms = Pick<SessionClaims, 'types' | 'locked' | 'prefill' | 'agent'>

/**
 * Checks a generate against what the session allows. The wizard keeps to it, so only a request written by hand fails:
 * with `typeNotAllowed`, with `fieldLocked`, or with `requestValidateError` if an agent's own e-mail address is missing.
 */
export function checkTerms({ types, locked, prefill, agent }: CheckedTerms, request: GenerateRequest): void {
  if (agent && request.note_author_agent_email === undefined) {
    throw new Failure('requestValidateError', { context: [missingProperty('note_author_agent_email')] })
  }
  if (types && !types.includes(request.type)) {
    throw new Failure('typeNotAllowed', { context: { type: request.type, types } })
  }
  for (const property of locked) {
    // The form normalises what it sends. Two values that become the same by that are the same value.
    if (asSent(property, request[property] ?? '') !== asSent(property, prefill[property] ?? '')) {
      throw new Failure('fieldLocked', { context: { property } })
    }
  }
}
