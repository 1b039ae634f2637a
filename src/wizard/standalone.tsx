import * as z from 'zod/mini'
import { createApi } from './api/api.ts'
import { RequestError } from './api/request-error.ts'
import {
  createSessionSource,
  fetchGuestSession,
  redeemLink,
  type SessionSource,
} from './api/session-source.ts'
import { App } from './app.tsx'
import { takeLinkCode } from './link-code.ts'
import { tabSessionStorage } from './visit/tab-storage.ts'

const keptSessionSchema = z.object({ kind: z.enum(['guest', 'link']), session: z.string() })
const api = createApi(openSession())

/** The form by itself: opened by a link with a one-time code, or by a guest. */
export function Standalone() {
  return <App api={api} surroundings={{ instance: 'standalone', hasHistory: true }} />
}

/**
 * A session lives as long as its tab: with it, a reloaded page stays the same subject. A guest's is renewed by the
 * proxy; a link's only by the partner, with another link.
 */
function openSession(): SessionSource {
  const code = takeLinkCode(window.location, window.history)
  if (code !== undefined) {
    return createSessionSource(async (old) => keepSession('link', await redeemOnce(code, old)))
  }
  const kept = keptSessionSchema.safeParse(tabSessionStorage.load()).data
  if (kept?.kind === 'link') return createSessionSource(refuseRenewal, kept.session)
  return createSessionSource(async (old) => keepSession('guest', await fetchGuestSession(old)), kept?.session)
}

function keepSession(kind: 'guest' | 'link', session: string): string {
  tabSessionStorage.save({ kind, session })
  return session
}

async function redeemOnce(code: string, old: string | undefined): Promise<string> {
  return await (old === undefined ? redeemLink(code) : refuseRenewal())
}

function refuseRenewal(): Promise<never> {
  return Promise.reject(new RequestError('sessionExpired'))
}
