import type * as z from 'zod/mini'
import {
  failureAnswerSchema,
  faultsSchema,
  linkAnswerSchema,
  type LinkRequest,
  receiptsAnswerSchema,
  sessionAnswerSchema,
  type SessionSettings,
  type SignIn,
  type VerifiedReceipt,
} from '../portal-messages.ts'

/** The bank's back end did not do what the page asked for. `message` tells the engineer why. */
export class BankError extends Error {
  readonly code: string

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'BankError'
    this.code = code
  }
}

/** Opens a session with these terms. Like the other calls of this file, it rejects with `BankError`. */
export async function fetchSession(settings: SessionSettings): Promise<string> {
  return (await call(sessionAnswerSchema, '/session', settings)).session
}

export async function verifyReceipt(receipt: string): Promise<readonly VerifiedReceipt[]> {
  return (await call(receiptsAnswerSchema, '/receipts', { receipt })).receipts
}

export async function fetchMissedReceipts(): Promise<readonly VerifiedReceipt[]> {
  return (await call(receiptsAnswerSchema, '/receipts/missed', {})).receipts
}

export async function fetchReceipts(): Promise<readonly VerifiedReceipt[]> {
  return (await call(receiptsAnswerSchema, '/receipts')).receipts
}

export async function createLink(asked: LinkRequest): Promise<string> {
  return (await call(linkAnswerSchema, '/links', asked)).link
}

export async function endSessions(): Promise<void> {
  await send('/sessions/end', {})
}

export async function fetchFaults(): Promise<readonly string[]> {
  return (await call(faultsSchema, '/faults')).faults
}

export async function setFaults(faults: readonly string[]): Promise<void> {
  await send('/faults', { faults })
}

export async function signIn(as: SignIn): Promise<void> {
  await send('/sign-in', as)
}

export async function signOut(): Promise<void> {
  await fetch('/sign-out', { method: 'POST' })
}

async function call<Schema extends z.ZodMiniType>(
  schema: Schema,
  path: string,
  body?: object,
): Promise<z.output<Schema>> {
  return schema.parse(await send(path, body))
}

async function send(path: string, body?: object): Promise<unknown> {
  let response: Response
  let answer: unknown
  try {
    response = await fetch(path, body && { method: 'POST', headers, body: JSON.stringify(body) })
    answer = response.status === 204 ? undefined : await response.json()
  } catch (cause) {
    throw new BankError('bankUnreachable', 'The bank’s server gave no usable answer.', cause)
  }
  if (!response.ok) {
    const failure = failureAnswerSchema.safeParse(answer)
    throw failure.success
      ? new BankError(failure.data.code, failure.data.message)
      : new BankError('bankUnreachable', `The bank’s server answered ${response.status}.`, failure.error)
  }
  return answer
}

const headers = { 'Content-Type': 'application/json' }
