import * as z from 'zod/mini'
import { Failure } from '../http/answer/failure.ts'
import { createRecords } from '../store/records.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { type SessionClaims } from './sessions.ts'

interface UsedToken {
  readonly token: string
  readonly claims: SessionClaims
  readonly expiresAt: Date
}

/**
 * Notes that a session is used, or fails with `sessionExpired` if nobody has used it for as long as its partner allows.
 * A session without such a limit costs nothing.
 */
export type CheckIdle = (used: UsedToken) => Promise<void>

const useSchema = z.object({ usedAt: z.number() })
/** A session that is used all the time is written down so often, and ends so much earlier at most. */
const writtenPerLimit = 10

/**
 * What is kept of a session lasts as long as the session could, so that nothing brings back one that has ended. A store
 * that forgets it begins anew.
 */
export function createCheckIdle(store: Store): CheckIdle {
  const uses = createRecords(store, (value) => useSchema.parse(value))
  return async ({ token, claims: { idleSeconds, partner }, expiresAt }) => {
    if (idleSeconds === undefined) return
    const idleMs = idleSeconds * 1000
    await uses.change(storeKey('use', token), (held, now) => {
      const unusedMs = held ? now - held.usedAt : Infinity
      if (held && unusedMs > idleMs) throw new Failure('sessionExpired')
      const ttlMs = Math.max(1, expiresAt.getTime() - Date.now())
      const next = unusedMs < idleMs / writtenPerLimit ? held : { usedAt: now }
      return { next, ttlMs, share: partner, answer: undefined }
    })
  }
}
