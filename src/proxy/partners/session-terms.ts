import { type GenerateRequest } from '../../contract/document.ts'
import { asSent } from '../../contract/normalise.ts'
import { type SessionTerms } from '../../contract/partner-api.ts'
import { Failure } from '../http/failure.ts'
import { type SessionClaims } from '../sessions/sessions.ts'
import { missingProperty } from '../documents/validation-context.ts'

interface TermsProblem {
  readonly path: (string | number)[]
  readonly message: string
}

/** Finds terms that are well-formed, but contradict each other. */
export function termsProblems({ prefill = {}, locked = [], types }: SessionTerms): TermsProblem[] {
  const problems: TermsProblem[] = []
  for (const [index, field] of locked.entries()) {
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
  return problems
}

/** A partner's defaults, with each term and each prefilled answer that was asked for in their place. */
export function mergeTerms(defaults: SessionTerms, asked: SessionTerms): SessionTerms {
  return { ...defaults, ...asked, prefill: { ...defaults.prefill, ...asked.prefill } }
}

/**
 * Checks a generate against what the session allows. The wizard keeps to it, so only a request written by hand fails:
 * with `typeNotAllowed`, with `fieldLocked`, or with `requestValidateError` if an agent's own e-mail address is missing.
 */
export function checkTerms({ types, locked, prefill, agent }: SessionClaims, request: GenerateRequest): void {
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
