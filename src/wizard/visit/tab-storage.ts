import * as z from 'zod/mini'
import { type Visit, visitSchema } from './visit.ts'

/**
 * What the tab keeps of a visit, in sessionStorage: it survives a reload (Android drops the page while its camera
 * is open) and ends with the tab. Everything read back is parsed; what is foreign, broken or expired is dropped.
 * Where storage is denied or full, the wizard works without.
 */
export interface TabStorage {
  load(): LoadedVisit
  save(visit: Visit): void
  clear(): void
}

export type LoadedVisit =
  | { readonly kind: 'none' }
  | { readonly kind: 'restored'; readonly visit: Visit }
  | { readonly kind: 'dropped'; readonly reason: 'unreadable' | 'expired' }

/** As long as an upload ticket lasts: a registration kept for longer could not be used. */
export const keptForMs = 24 * 60 * 60 * 1000

const keptSchema = z.object({ version: z.literal(1), savedAt: z.int(), visit: visitSchema })

/** Whose visit it is: the partner's and the subject's, and on a page with several wizards which of them. */
export interface VisitOwner {
  readonly partner: string
  readonly subject: string
  readonly instance: string
}

export function openTabStorage(
  { partner, subject, instance }: VisitOwner,
  now: () => number = Date.now,
): TabStorage {
  const key = ['akepa', 'visit', partner, subject, instance].map(encodeURIComponent).join(':')
  const clear = () => attempt((storage) => storage.removeItem(key))
  return {
    load() {
      const text = attempt((storage) => storage.getItem(key))
      if (text === null || text === undefined) return { kind: 'none' }
      const kept = keptSchema.safeParse(jsonOrUndefined(text))
      if (kept.success && now() - kept.data.savedAt < keptForMs)
        return { kind: 'restored', visit: kept.data.visit }
      clear()
      return { kind: 'dropped', reason: kept.success ? 'expired' : 'unreadable' }
    },
    save(visit) {
      const text = JSON.stringify({ version: 1, savedAt: now(), visit })
      attempt((storage) => storage.setItem(key, text))
    },
    clear,
  }
}

const sessionKey = 'akepa:session'

/** The standalone form's session, for as long as its tab lives. What is read back is not parsed here. */
export const tabSessionStorage = {
  load: (): unknown => jsonOrUndefined(attempt((storage) => storage.getItem(sessionKey)) ?? ''),
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

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
