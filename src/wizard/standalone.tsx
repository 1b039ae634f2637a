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

/** A link's code, with the session once it has been redeemed; without a code, a guest's session. */
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
 * What opened the tab lives as long as it does: a reloaded page stays the same subject. A tab that a link has opened
 * never turns into a guest's, whatever becomes of the link: the document would go up bound to nobody.
 */
function openSession(): SessionSource {
  const kept = keptSchema.safeParse(tabSessionStorage.load()).data
  const code = takeLinkCode(window.location, window.history)
  // The link that opened this tab, followed again, goes on with its session: its code works only once.
  if (code === undefined || code === kept?.code) return open(kept?.code, kept?.session)
  // Before it is redeemed: where that fails, it can still be redeemed after a reload.
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

/** A guest's session is renewed by the proxy; a link's only by the partner, with another link. */
async function redeemOnce(code: string, old: string | undefined): Promise<string> {
  if (old !== undefined) throw new RequestError('linkSessionExpired')
  return await redeemLink(code)
}

/** A link pasted into the open tab changes its fragment alone. The address keeps the code for the page that follows. */
function openPastedLink(): void {
  if (linkCodeIn(window.location) !== undefined) window.location.reload()
}
