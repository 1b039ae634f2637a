import * as z from 'zod/mini'
import { wholeNumberSchema } from '../../../contract/scalars.ts'
import { type SessionDescription } from '../../../contract/api/session.ts'
import { type OpenDocument } from '../../../contract/api/visit.ts'
import { jsonOf } from '../../json-of.ts'
import { notAtHand, type Visit, visitSchema } from '../visit.ts'

/**
 * What the tab keeps of a visit, in sessionStorage. It survives a reload (Android drops the page while its camera is
 * open) and ends with the tab. Everything read back is parsed; what is foreign, broken or expired is dropped. Where
 * storage is denied or full, the wizard works without it.
 */
export interface TabStorage {
  load(): LoadedVisit
  save(visit: Visit): void
  clear(): void
  /** Those of the listed documents that the page's other wizards don't have at hand, as far as that can be told. */
  readonly unclaimed: (listed: OpenDocument[] | undefined) => OpenDocument[] | undefined
}

export type LoadedVisit =
  | { readonly kind: 'none' }
  | { readonly kind: 'restored'; readonly visit: Visit }
  | { readonly kind: 'dropped'; readonly reason: 'unreadable' | 'expired' }

/** As long as an upload ticket lasts. A registration that was kept for longer could not be used. */
export const keptForMs = 24 * 60 * 60 * 1000

const keptSchema = () =>
  z.object({
    version: z.literal(2),
    savedAt: wholeNumberSchema,
    terms: z.string(),
    visit: visitSchema(),
  })

/**
 * Whose visit it is: the partner's and the subject's. On a page with several wizards, `instance` tells them apart;
 * `instances` are all that belong to it.
 */
export interface VisitOwner {
  readonly partner: string
  readonly subject: string
  readonly instance: string
  readonly instances?: readonly string[] | undefined
  /**
   * What the session settles about the answers. A visit that began under other terms does not go on: the partner now
   * asks for another document, and the proxy would refuse the answers.
   */
  readonly terms: Pick<SessionDescription, 'prefill' | 'locked' | 'types' | 'agent' | 'requested'>
}

export function openTabStorage(
  {
    partner,
    subject,
    instance,
    instances = [],
    terms: { prefill, locked, types, agent, requested },
  }: VisitOwner,
  now: () => number = Date.now,
): TabStorage {
  const terms = JSON.stringify([prefill, locked, types, agent, ...(requested ? [true] : [])])
  const customer = [keyBeginning, ...[partner, subject].map(encodeURIComponent), ''].join(':')
  const key = customer + encodeURIComponent(instance)
  const besideIt = instances.filter((other) => other !== instance)
  const clear = () => attempt((storage) => storage.removeItem(key))
  return {
    load() {
      const isForOther = attempt((storage) => dropOthers(storage, customer, besideIt)) ?? false
      const text = attempt((storage) => storage.getItem(key))
      if (text === null || text === undefined) {
        // A guest is the same person under another subject: their session could not be renewed any more.
        return isForOther && partner === '' ? { kind: 'dropped', reason: 'expired' } : { kind: 'none' }
      }
      const kept = readKept(text)
      const isFresh = kept !== undefined && now() - kept.savedAt < keptForMs
      if (isFresh && kept.terms === terms) return { kind: 'restored', visit: kept.visit }
      clear()
      if (isFresh) return { kind: 'none' }
      return { kind: 'dropped', reason: kept ? 'expired' : 'unreadable' }
    },
    save(visit) {
      const text = JSON.stringify({ version: 2, savedAt: now(), terms, visit })
      // A visit that can't be kept as it is now must not come back as it was.
      if (attempt((storage) => storage.setItem(key, text) ?? true) === undefined) clear()
    },
    clear,
    unclaimed: (listed) =>
      besideIt
        .map((other) => attempt((storage) => storage.getItem(customer + encodeURIComponent(other))))
        .flatMap((text) => readKept(text ?? '')?.visit ?? [])
        .reduce(notAtHand, listed),
  }
}

function readKept(text: string) {
  return keptSchema().safeParse(jsonOf(text)).data
}

const keyBeginning = 'akepa:visit'

/**
 * Drops what was kept for other customers. An agent's tab serves one after another: the answers of one must end when
 * the visit of the next begins, wherever the next one's frame stands. The other frames of its page keep what they have.
 * Answers whether there was anything to drop.
 */
function dropOthers(storage: Storage, customer: string, besideIt: readonly string[]): boolean {
  const isBeside = (key: string) => besideIt.some((other) => key.endsWith(`:${encodeURIComponent(other)}`))
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
  const others = keys.filter(
    (key) => key.startsWith(keyBeginning) && !key.startsWith(customer) && !isBeside(key),
  )
  for (const key of others) storage.removeItem(key)
  return others.length > 0
}

const sessionKey = 'akepa:session'

/** The standalone form's session, for as long as its tab lives. What is read back is not parsed here. */
export const tabSessionStorage = {
  load: (): unknown => jsonOf(attempt((storage) => storage.getItem(sessionKey)) ?? ''),
  save: (session: object) => attempt((storage) => storage.setItem(sessionKey, JSON.stringify(session))),
}

/** Merely naming sessionStorage throws where cookies are blocked (Chromium 156, Firefox 153). */
function attempt<Result>(access: (storage: Storage) => Result): Result | undefined {
  try {
    return access(window.sessionStorage)
  } catch {
    return undefined
  }
}
