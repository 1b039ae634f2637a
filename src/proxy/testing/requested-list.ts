import { requestedAnswerSchema } from '../../contract/requested/list-answer.ts'
import { stateOfEntry } from '../../contract/requested/state-of-entry.ts'
import { type Answer, call } from '../../testing/call.ts'
import { mustBeRegistered, registeredBy } from './customers.ts'
import { licence, type Registered } from './requests/proxy-client.ts'

/** What a customer is asked for. */
export const list = [
  { key: 'identity', types: ['license'], title: 'Proof of identity' },
  { key: 'address', types: ['utility'] },
  { key: 'lease', types: ['contract'], optional: true },
] as const

/** Asks for a document of an entry to be registered. */
export function generateSide(origin: string, session: string, key: string, headers = {}): Promise<Answer> {
  const type = list.find((entry) => entry.key === key)?.types[0] ?? licence.type
  return call(`${origin}/api/akepa/document/generate`, {
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${session}`,
      'Requested-Key': key,
      ...headers,
    },
    body: JSON.stringify({ ...licence, type }),
  })
}

export async function registerSide(origin: string, session: string, key: string): Promise<Registered> {
  const answer = await generateSide(origin, session, key)
  return mustBeRegistered(answer.status === 200 ? registeredBy(session, answer) : answer.body.code)
}

/** The state of each entry, as a session is told. */
export async function statesOfList(origin: string, session: string) {
  const headers = { Authorization: `Bearer ${session}` }
  const { body } = await call(`${origin}/api/session`, { method: 'GET', headers })
  const { requested } = requestedAnswerSchema.parse(body).data
  return Object.fromEntries(requested.map((entry) => [entry.key, stateOfEntry(entry)]))
}
