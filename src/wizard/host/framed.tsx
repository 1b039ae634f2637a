import { useEffect, useSyncExternalStore } from 'react'
import { BridgeError } from '../../embed/bridge-error.ts'
import { connectToHost, type HostAppearance, type HostBridge } from '../../embed/frame.ts'
import { createApi } from '../api/api.ts'
import { asRequestError, RequestError } from '../api/request-error.ts'
import { createSessionSource } from '../session/session-source.ts'
import { App, PageProblem } from '../app.tsx'
import { followSight } from '../forms/focus.ts'
import { applyAppearance } from './appearance.ts'
import { framesOfPage } from './frames-of-page.ts'
import { createHostReporter } from './host-reporter.ts'

/** The wizard in a partner's page. The page gives it its session and its look, and gets its height and its events. */
export async function openFramed(): Promise<() => React.ReactNode> {
  document.documentElement.dataset['embedded'] = ''
  followSight()
  let bridge: HostBridge
  try {
    bridge = connectToHost({
      hostOrigin: new URLSearchParams(window.location.search).get('origin'),
      allowedOrigins: allowedOrigins(),
    })
  } catch (error) {
    return () => <PageProblem error={asSessionError(error)} />
  }
  bridge.onAppearance(applyAppearance)
  const appearance = followAppearance(bridge)
  const reporter = createHostReporter(bridge)
  // Asked once, to learn whether the page answers at all. The first call that needs a session gets this answer, be it
  // a failure.
  let first: Promise<string> | undefined = bridge.session()
  const sessions = createSessionSource(async (old) => {
    if (old !== undefined) reporter.sessionExpired()
    const answer = first ?? bridge.session()
    first = undefined
    try {
      return await answer
    } catch (error) {
      throw asSessionError(error)
    }
  })
  const api = createApi(sessions)
  let welcome: Awaited<HostBridge['welcome']>
  try {
    // A page that never answers sends neither a welcome nor an error, but the request for a session gives up after a
    // while.
    const isAnswered = first.then(() => bridge.welcome)
    welcome = await Promise.race([bridge.welcome, isAnswered])
  } catch (error) {
    return () => <PageProblem error={asSessionError(error)} />
  }
  const { instance } = welcome
  const instances = framesOfPage(welcome)
  return function Framed() {
    useEffect(() => bridge.followHeight(document.documentElement), [])
    const { locale } = useSyncExternalStore(appearance.subscribe, appearance.get)
    return <App api={api} surroundings={{ instance, instances, hasHistory: false, reporter, locale }} />
  }
}

/** The look as it is now, for React to follow. */
function followAppearance(bridge: HostBridge) {
  let current: Partial<HostAppearance> = {}
  bridge.onAppearance((appearance) => (current = appearance))
  return { get: () => current, subscribe: (listener: () => void) => bridge.onAppearance(listener) }
}

/** The partner's origins, which the proxy writes into the page for its frame and for no other. */
function allowedOrigins(): readonly string[] {
  const meta = document.querySelector('meta[name="host-origins"]')
  return meta?.getAttribute('content')?.split(' ') ?? []
}

function asSessionError(error: unknown): RequestError {
  return error instanceof BridgeError ? new RequestError(error.code, { cause: error }) : asRequestError(error)
}
