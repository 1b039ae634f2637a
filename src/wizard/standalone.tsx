import { type ComponentType, useState } from 'react'
import * as z from 'zod/mini'
import { createApi } from './api/api.ts'
import { App, type GuestPage } from './app.tsx'
import { askedLocale, firstSpoken, isCovered, isSandbox } from './page/page.ts'
import { loadPart } from './load-part.ts'
import { codeIn, hasCode, takeCodes } from './session/code-in-address.ts'
import { createSessionSource, fetchGuestSession, type SessionSource } from './session/session-source.ts'
import { tabSessionStorage } from './visit/kept/tab-storage.ts'

/**
 * What the tab keeps: a link's code, the key to redeem it with once the person has opened it, and the session; without a
 * code, a guest's session. Of a phone it keeps what its page knows of.
 */
const keptSchema = () =>
  z.object({
    code: z.optional(z.string()),
    key: z.optional(z.string()),
    session: z.optional(z.string()),
    phone: z.optional(z.unknown()),
  })
export type KeptInTab = z.infer<ReturnType<typeof keptSchema>>

export interface OpenedPage {
  readonly Page: ComponentType
  /** It begins with just what is in the page as it is served. */
  readonly isServed?: boolean
}

/** The form by itself. */
function Standalone({ sessions, guest }: { readonly sessions: SessionSource; readonly guest?: GuestPage }) {
  const [api] = useState(() => createApi(sessions))
  // Who has switched the language wishes for it more than for the session's.
  const spoken = guest ? { guest } : { locale: askedLocale() }
  return <App api={api} surroundings={{ instance: 'standalone', hasHistory: true, ...spoken }} />
}

/**
 * The form, opened by a link or by a guest, or the page of a phone. What opened the tab decides for as long as the tab
 * lives, so that a reloaded page stays the same subject. A tab that a link has opened, or a phone's code, never becomes a
 * guest's, whatever happens to the link: the document would be bound to nobody.
 */
export async function openStandalone(): Promise<OpenedPage> {
  window.addEventListener('hashchange', openPastedLink)
  const stored = tabSessionStorage.load()
  const kept = stored === undefined ? undefined : keptSchema().safeParse(stored).data
  const { location, history } = window
  const linkCode = codeIn(location, 'code')
  const phoneCode = codeIn(location, 'phone')
  if (phoneCode !== undefined || (linkCode === undefined && kept?.phone !== undefined)) {
    const { createPhonePage } = await loadPart(import('./phone/phone-page.tsx'))
    takeCodes(location, history)
    return { Page: createPhonePage(phoneCode) }
  }
  const code = linkCode ?? kept?.code
  if (code === undefined) {
    const sessions = openForGuest(kept?.session)
    if (isCovered()) return { Page: () => <Standalone sessions={sessions} /> }
    const spoken = await firstSpoken()
    const guest = { isSandbox: isSandbox(), spoken }
    return {
      Page: () => <Standalone sessions={sessions} guest={guest} />,
      isServed: spoken.page.language === document.documentElement.lang,
    }
  }
  const { Linked } = await loadPart(import('./link/link-page.tsx'))
  // Not before: a page that could not be loaded finds the code there when it is loaded anew.
  takeCodes(location, history)
  // The same link may be followed again. Its code works only once, so that its session goes on.
  const own = code === kept?.code ? kept : {}
  if (own !== kept) tabSessionStorage.save({ code })
  return { Page: () => <Linked code={code} kept={own} Form={Standalone} /> }
}

function openForGuest(kept: string | undefined): SessionSource {
  let given: Awaited<ReturnType<typeof fetchGuestSession>> | undefined
  const source = createSessionSource(async (old) => {
    given = await fetchGuestSession(old)
    tabSessionStorage.save({ session: given.session })
    return given.session
  }, kept)
  const described = (session: string) =>
    given?.session === session && given.description ? Promise.resolve(given.description) : undefined
  return { ...source, described }
}

/** Pasting a link into the open tab changes only the fragment. The next page finds the code in the address. */
function openPastedLink(): void {
  if (hasCode(window.location)) window.location.reload()
}
