import { BridgeError } from '../../../../src/embed/frame/bridge-error.ts'
import {
  type AwaitedFromHost,
  connectToHost,
  type HostAppearance,
  type HostBridge,
} from '../../../../src/embed/frame/frame.ts'

/** What a page in the frame has: the bridge, or why there is none. */
interface FramePage {
  readonly bridge?: HostBridge
  readonly refusal?: string
  readonly appearances: HostAppearance[]
  readonly awaited: AwaitedFromHost[]
  /** A session, or the code of the error that came instead. */
  session(): Promise<string>
}

declare global {
  interface Window {
    framePage: FramePage
  }
}

const appearances: HostAppearance[] = []
const awaited: AwaitedFromHost[] = []
try {
  const bridge = connectToHost({
    hostOrigin: new URL(location.href).searchParams.get('origin'),
    allowedOrigins: (document.documentElement.dataset['origins'] ?? '').split(' '),
  })
  bridge.onAppearance((appearance) => appearances.push(appearance))
  bridge.onAwaited((next) => awaited.push(next))
  bridge.followHeight(document.querySelector('main') ?? document.body)
  bridge.emit({ type: 'ready', id: 'ready' })
  window.framePage = {
    bridge,
    appearances,
    awaited,
    session: () => bridge.session().catch((error: unknown) => (error as BridgeError).code),
  }
} catch (error) {
  if (!(error instanceof BridgeError)) throw error
  window.framePage = { refusal: error.code, appearances, awaited, session: () => Promise.resolve(error.code) }
}
