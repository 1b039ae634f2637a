import { useEffect, useState, useSyncExternalStore } from 'react'
import { BridgeError } from '../../embed/frame/bridge-error.ts'
import { connectToHost, type HostAppearance, type HostBridge } from '../../embed/frame/frame.ts'
import { createApi } from '../api/api.ts'
import { asRequestError, RequestError } from '../api/request-error.ts'
import { createSessionSource } from '../session/session-source.ts'
import { App, PageProblem } from '../app.tsx'
import { followSight } from '../forms/focus.ts'
import { applyAppearance } from './appearance.ts'
import { framesOfPage } from './frames-of-page.ts'
import { hostAddress } from './host-address.ts'
import { HostWait } from './host-wait.tsx'
import { createHostReporter } from './host-reporter.ts'
import { Skeleton } from './skeleton.tsx'
import { isSandbox } from '../page/page.ts'
import { LanguageProvider } from '../words/language-provider.tsx'
import { usePageWords } from '../words/use-words.ts'

const hostSilent = new RequestError('hostUnreachable')

/** The wizard in a partner's page. The page gives it its session and its look, and gets its height and its events. */
export async function openFramed(): Promise<() => React.ReactNode> {
  document.documentElement.dataset['embedded'] = ''
  followSight()
  let bridge: HostBridge
  try {
    bridge = connectToHost(hostAddress())
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error
    return () => <PageProblem error={asSessionError(error)} />
  }
  bridge.onAppearance(applyAppearance)
  const reporter = createHostReporter(bridge)
  const sessions = createSessionSource(async (old) => {
    if (old !== undefined) reporter.sessionExpired()
    try {
      return await bridge.session()
    } catch (error) {
      throw asSessionError(error)
    }
  })
  const api = createApi(sessions)
  const appearance = followAppearance(bridge)
  // What was corrected for the one may be wrong for the other.
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    const { theme } = appearance.get()
    if (theme) applyAppearance({ theme })
  })
  const Footer = () => <HostWait bridge={bridge} reporter={reporter} />
  const welcome = bridge.welcome.then((given) => ({ ...given, instances: framesOfPage(given) }))
  // Until then, the page says by itself that the form should be here in a moment.
  const firstPlace = await Promise.race([welcome, silenceOf(bridge)])
  // The skeleton of the page as it is served gives way to the same one: nothing in the frame moves.
  const spoken = await LanguageProvider.find([appearance.get().locale ?? [], navigator.languages].flat())
  return function Framed() {
    useEffect(() => bridge.followHeight(document.documentElement), [])
    const { locale } = useSyncExternalStore(appearance.subscribe, appearance.get)
    const [place, setPlace] = useState(firstPlace)
    // A host page that was only slow takes the problem's place.
    useEffect(() => void welcome.then(setPlace), [])
    if (!place) return <PageProblem error={hostSilent} />
    const { instance, instances } = place
    return (
      <App
        api={api}
        surroundings={{
          instance,
          instances,
          hasHistory: false,
          reporter,
          locale,
          spoken,
          isSandbox: isSandbox(),
          Loading,
          Footer,
        }}
      />
    )
  }
}

function Loading() {
  const words = usePageWords()
  return (
    <>
      <p className="visually-hidden">{words.loading}</p>
      <Skeleton />
    </>
  )
}

/** Resolves once the host page has said nothing for so long that the person has to know. */
function silenceOf(bridge: HostBridge): Promise<undefined> {
  return new Promise((resolve) => {
    bridge.onAwaited((awaited) => {
      if (awaited === 'silent') resolve(undefined)
    })
  })
}

/** The look as it is now, for React to follow. */
function followAppearance(bridge: HostBridge) {
  let current: Partial<HostAppearance> = {}
  bridge.onAppearance((appearance) => (current = appearance))
  return { get: () => current, subscribe: (listener: () => void) => bridge.onAppearance(listener) }
}

function asSessionError(error: unknown): RequestError {
  return error instanceof BridgeError ? new RequestError(error.code, { cause: error }) : asRequestError(error)
}
