import { createPartnerKey } from '../partners/partner-key.ts'
import { createReceiptKey } from '../partners/receipts/receipt-keys.ts'
import { type ProxyConfiguration } from '../settings/configuration.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { type Store } from '../store/store.ts'
import { type Answer, call } from '../../testing/call.ts'
import { generate, licence, makeImage, type Registered, registerIn, upload } from './requests/proxy-client.ts'
import { startTestProxy } from './proxy-fixture.ts'
import { type Answerer, startScriptedUpstream } from './scripted-upstream.ts'

const partnerKey = createPartnerKey()
/** The key of another partner than the one whose customers these are. */
export const otherKey = createPartnerKey()
const acme = { displayName: 'Acme Bank', origins: [], returnUrls: [], defaults: {} }
export const partners = [
  { ...acme, id: 'acme', apiKeySha256: [partnerKey.sha256] },
  { ...acme, id: 'other', apiKeySha256: [otherKey.sha256] },
]

/** Starts a proxy for the customers of two partners. Its replicas share store and keys. */
export async function startForCustomers(
  store: Store = new MemoryStore(),
  changes: Partial<ProxyConfiguration> = {},
) {
  const upstream = await startScriptedUpstream()
  const configuration = { partners, receiptKeys: [createReceiptKey()], ...changes }
  const start = () => startTestProxy(upstream.origin, configuration, { store })
  const startReplica = async () => (await start()).origin
  const { origin, close, log } = await start()
  const askForSession = (terms: object = {}, { apiKey } = partnerKey) =>
    call(`${origin}/api/sessions`, {
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ reference: 'customer', maxDocuments: 1, ...terms }),
    })
  const openSession = async (...asked: Parameters<typeof askForSession>) =>
    String((await askForSession(...asked)).body.data['session'])
  const uploadTo = async (registered: Registered, replica = origin) => {
    const { status, body } = await upload(replica, registered, await makeImage('jpeg'))
    return status === 200 ? 'done' : body.code
  }
  const register = async (terms?: object) => registerIn(origin, await openSession(terms))
  const registerAnew = (given: Registered, ticket = given.ticket, key?: string) =>
    tryRegister(origin, given.session, key, ticket)
  const ask = (path: string, { apiKey } = partnerKey) =>
    call(`${origin}/api/${path}`, { method: 'GET', headers: { Authorization: `Bearer ${apiKey}` } })
  /** What the partner is told of a customer. */
  const askAs = (key = partnerKey, path = 'visits', reference = 'customer') =>
    ask(`${path}?reference=${reference}`, key)
  /** Ends the customer's sessions. */
  const askToEnd = ({ apiKey } = partnerKey, reference = 'customer') =>
    call(`${origin}/api/sessions?reference=${reference}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${apiKey}` },
    })
  /** The states of the customer's documents, by ID. */
  const states = async () => {
    const { documents } = (await askAs()).body.data as { documents: { id: string; state: string }[] }
    return Object.fromEntries(documents.map(({ id, state }) => [id, state]))
  }
  return {
    upstream,
    origin,
    close,
    log,
    startReplica,
    askForSession,
    openSession,
    uploadTo,
    register,
    registerAnew,
    ask,
    askAs,
    askToEnd,
    states,
  }
}

/** Registers a document. Answers it, or the error code. */
export async function tryRegister(
  origin: string,
  session: string,
  key?: string,
  replacedTicket?: string,
): Promise<Registered | string> {
  const answer = await generate(origin, session, licence, key, replacedTicket)
  return answer.status === 200 ? registeredBy(session, answer) : answer.body.code
}

/** The document that an answer of generate or resume is about. */
export function registeredBy(session: string, { headers, body }: Answer): Registered {
  return { session, id: String(body.data['id']), ticket: headers.get('Upload-Ticket') ?? '' }
}

/** Holds answers back until `release` is called. */
export function held(answer: Answerer): { answer: Answerer; release: () => void } {
  const waiting: (() => void)[] = []
  return {
    answer: (exchange, response) => waiting.push(() => answer(exchange, response)),
    release: () => waiting.forEach((give) => give()),
  }
}

export function mustBeRegistered(result: Registered | string): Registered {
  if (typeof result === 'string') throw new Error(`Refused: ${result}`)
  return result
}
