import { useEffect } from 'react'
import * as z from 'zod/mini'
import { createRandomId } from '../browser/random-id.ts'
import { createApi } from './api/api.ts'
import { RequestError } from './api/request-error.ts'
import {
  createSessionSource,
  fetchGuestSession,
  redeemLink,
  type SessionSource,
} from './session/session-source.ts'
import { App } from './app.tsx'
import { linkCodeIn, takeLinkCode } from './session/link-code.ts'
import { tabSessionStorage } from './visit/tab-storage.ts'

/**
 * What the tab keeps: a link's code and the key to redeem it with, then the code and the session; without a code, a
 * guest's session.
 */
const keptSchema = z.object({
  code: z.optional(z.string()),
  key: z.optional(z.string()),
  session: z.optional(z.string()),
})

const api = createApi(openSession())

/** The form by itself: opened by a link with a one-time code, or by a guest. */
export function Standalone() {
  useEffect(() => {
    window.addEventListener('hashchange', openPastedLink)
    return () => window.removeEventListener('hashchange', openPastedLink)
  }, [])
  return <App api={api} surroundings={{ instance: 'standalone', hasHistory: true }} />
}

/**
 * What opened the tab decides for as long as the tab lives, so that a reloaded page stays the same subject. A tab that
 * a link has opened never becomes a guest's, whatever happens to the link: the document would be bound to nobody.
 */
function openSession(): SessionSource {
  const kept = keptSchema.safeParse(tabSessionStorage.load()).data
  const code = takeLinkCode(window.location, window.history) ?? kept?.code
  if (code === undefined) return openForGuest(kept?.session)
  // The same link may be followed again. Its code works only once, so that its session goes on.
  return openLink(code, code === kept?.code ? kept : {})
}

function openForGuest(kept: string | undefined): SessionSource {
  return createSessionSource(async (old) => {
    const session = await fetchGuestSession(old)
    tabSessionStorage.save({ session })
    return session
  }, kept)
}

/** Only the partner renews a link's session, with another link. */
function openLink(
  code: string,
  { key = createRandomId(), session: kept }: z.infer<typeof keptSchema>,
): SessionSource {
  // Kept before the code is redeemed. Whatever becomes of the answer, a reload can redeem it again.
  if (kept === undefined) tabSessionStorage.save({ code, key })
  return createSessionSource(async (old) => {
    if (old !== undefined) throw new RequestError('linkSessionExpired')
    const session = await redeemLink(code, key)
    tabSessionStorage.save({ code, session })
    return session
  }, kept)
}

/** Pasting a link into the open tab changes only the fragment. The next page finds the code in the address. */
function openPastedLink(): void {
  if (linkCodeIn(window.location) !== undefined) window.location.reload()
}
