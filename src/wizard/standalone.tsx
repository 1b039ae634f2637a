import { useEffect } from 'react'
import * as z from 'zod/mini'
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

/** What the tab keeps: a link's code, then also its session; without a code, a guest's session. */
const keptSchema = z.object({ code: z.optional(z.string()), session: z.optional(z.string()) })

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
  const code = takeLinkCode(window.location, window.history)
  // The same link was followed again. Its code works only once, so that its session goes on.
  if (code === undefined || code === kept?.code) return open(kept?.code, kept?.session)
  // Kept before it is redeemed: if that fails, a reload can still redeem it.
  tabSessionStorage.save({ code })
  return open(code)
}

function open(code: string | undefined, kept?: string): SessionSource {
  return createSessionSource(async (old) => {
    const session = await (code === undefined ? fetchGuestSession(old) : redeemOnce(code, old))
    tabSessionStorage.save({ code, session })
    return session
  }, kept)
}

/** The proxy renews a guest's session. Only the partner renews a link's, with another link. */
async function redeemOnce(code: string, old: string | undefined): Promise<string> {
  if (old !== undefined) throw new RequestError('linkSessionExpired')
  return await redeemLink(code)
}

/** Pasting a link into the open tab changes only the fragment. The next page finds the code in the address. */
function openPastedLink(): void {
  if (linkCodeIn(window.location) !== undefined) window.location.reload()
}
