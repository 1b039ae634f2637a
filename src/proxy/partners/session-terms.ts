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

/** What contradicts itself in a partner's terms, though each of them is well-formed. */
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

/** A partner's defaults, overridden property by property. */
export function mergeTerms(defaults: SessionTerms, asked: SessionTerms): SessionTerms {
  return { ...defaults, ...asked, prefill: { ...defaults.prefill, ...asked.prefill } }
}

/**
 * Holds a generate to what the session allows: the wizard keeps to it by itself, so whoever doesn't has written the
 * request by hand. Fails with `typeNotAllowed`, `fieldLocked`, or `requestValidateError` where an agent's own e-mail
 * address is missing.
 */
export function checkTerms({ types, locked, prefill, agent }: SessionClaims, request: GenerateRequest): void {
  if (agent && request.note_author_agent_email === undefined) {
    throw new Failure('requestValidateError', { context: [missingProperty('note_author_agent_email')] })
  }
  if (types && !types.includes(request.type)) {
    throw new Failure('typeNotAllowed', { context: { type: request.type, types } })
  }
  for (const property of locked) {
    // The form sends what it was given with its kindnesses: what becomes the same by them is the same value.
    if (asSent(property, request[property] ?? '') !== asSent(property, prefill[property] ?? '')) {
      throw new Failure('fieldLocked', { context: { property } })
    }
  }
}
