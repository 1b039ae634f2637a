import { type HostMessage } from '../contract/frame/bridge.ts'
import { type ColorScheme } from '../contract/frame/embed.ts'
import { deliverOnce } from './mount/callbacks.ts'
import { parseFrameMessage, parseWindowMessage, version } from './frame-message.ts'
import { claimInstance } from './mount/instance.ts'
import {
  type DocumentUploadFailure,
  type DocumentUploadOptions,
  type MountedDocumentUpload,
} from './options.ts'
import { colorSchemeOf, followColorScheme, isColorScheme } from './mount/color-scheme.ts'
import { createFrame } from './mount/frame-element.ts'
import { findTarget, frameAddress, wishesIn } from './mount/usage.ts'

export {
  type BusyEvent,
  type ColorScheme,
  type CompletedEvent,
  type GeneratedEvent,
  type ReadyEvent,
  type SessionExpiredEvent,
  type StepEvent,
  type Theme,
  type ThemeProperty,
  type UploadedEvent,
  type UploadErrorEvent,
} from '../contract/frame/embed.ts'
export {
  type DocumentUploadAppearance,
  type DocumentUploadCallbacks,
  type DocumentUploadErrorCode,
  type DocumentUploadFailure,
  type DocumentUploadOptions,
  type MountedDocumentUpload,
} from './options.ts'
export { DocumentUploadError } from './mount/usage.ts'

const unreachableAfterMs = 20_000
/** After its page has loaded, the wizard has so long to load the rest on a slow phone, and to announce itself. */
const silentAfterMs = 5_000

/**
 * Puts the document upload into the page: a frame, as the last child of `target` (an element, or a selector for
 * one), as wide as that and as high as its content. Nothing else of the page is touched, and several may stand on
 * one page.
 *
 * Throws `DocumentUploadError` for a mistake in the arguments. What goes wrong later is told to `onError`, and may
 * still come right: a frame that was given up (`frameUnreachable`) and appears late is taken up, and a `session`
 * function that failed is called again.
 */
export function mountDocumentUpload(
  target: string | Element,
  options: DocumentUploadOptions,
): MountedDocumentUpload {
  const container = findTarget(target)
  const { origin, src } = frameAddress(options)
  const deliver = deliverOnce(options)
  let wishes = wishesIn(options)
  const { locale: lang } = wishes
  const instance = claimInstance(container)
  // The page has words of its own before it hears from this one.
  const frame = createFrame(lang ? `${src}&lang=${encodeURIComponent(lang)}` : src, options.loader)
  let port: MessagePort | undefined
  let isBusy = false
  let ownEvents = 0
  let isMounted = true

  // Before the frame is in the page: it announces itself once.
  window.addEventListener('message', onWindowMessage)
  let patience: ReturnType<typeof setTimeout> | undefined
  beginPatience(unreachableAfterMs)
  // A browser loads a page of its own where the partner is unknown or this page may not show the wizard.
  frame.addEventListener('load', () => patience && beginPatience(silentAfterMs))
  container.append(frame)
  applyLook()
  const unfollow = followColorScheme(container, () => {
    if (colorScheme() !== frame.style.colorScheme) updateLook()
  })

  function beginPatience(ms: number) {
    clearTimeout(patience)
    patience = setTimeout(() => {
      patience = undefined
      deliver(failure('frameUnreachable'), true)
    }, ms)
  }

  function endPatience() {
    clearTimeout(patience)
    patience = undefined
  }

  function onWindowMessage({ data, origin: sender, source }: MessageEvent<unknown>) {
    const frameWindow = frame.contentWindow
    if (!frameWindow || source !== frameWindow || sender !== origin) return
    const message = parseWindowMessage(data)
    if (!message) return
    endPatience()
    frame.style.background = ''
    if (message.type === 'error') return deliver(message, true)
    port?.close()
    const channel = new MessageChannel()
    const opened = channel.port1
    opened.addEventListener('message', (event: MessageEvent<unknown>) => onFrameMessage(opened, event.data))
    opened.start()
    port = opened
    const names = { instance: instance.name, instances: [...instance.names] }
    const welcome = { version, type: 'welcome', ...names, ...applyLook() } satisfies HostMessage
    frameWindow.postMessage(welcome, origin, [channel.port2])
    // A frame that starts anew is not at work any more, and cannot say so.
    if (isBusy) deliver({ type: 'busy', busy: (isBusy = false), ...fact('busy') })
  }

  function onFrameMessage(from: MessagePort, data: unknown) {
    const message = parseFrameMessage(data)
    if (!message) return
    switch (message.type) {
      case 'resize':
        frame.style.height = `${message.heightPx}px`
        return
      case 'sessionRequest':
        void answerSession(from)
        return
      case 'busy':
        isBusy = message.busy
        return deliver(message)
      default:
        return deliver(message)
    }
  }

  async function answerSession(asking: MessagePort) {
    asking.postMessage({ version, type: 'sessionAwaited' } satisfies HostMessage)
    try {
      const session = await options.session()
      if (typeof session !== 'string' || session === '') throw new TypeError('session() gave no text.')
      // To the frame as it is by now: where it was reloaded meanwhile, it waits for the same.
      port?.postMessage({ version, type: 'session', session } satisfies HostMessage)
    } catch (cause) {
      asking.postMessage({ version, type: 'sessionUnavailable' } satisfies HostMessage)
      if (asking === port) deliver({ ...failure('sessionUnavailable'), cause })
    }
  }

  /** The id and the time of an event that this page makes by itself. */
  function fact(name: string) {
    ownEvents += 1
    return { id: `host:${name}:${ownEvents}`, at: new Date().toISOString() }
  }

  function failure(code: DocumentUploadFailure['code']): DocumentUploadFailure {
    return { type: 'error', code, retryable: true, actor: 'partner', ...fact(code) }
  }

  /** Both sides of the frame have the scheme: where they differ, browsers paint an opaque ground under it. */
  function colorScheme(): ColorScheme {
    const wished = wishes.theme?.colorScheme
    return isColorScheme(wished) ? wished : colorSchemeOf(container)
  }

  function applyLook() {
    const { locale, theme, title = 'Document upload' } = wishes
    frame.title = title
    frame.style.colorScheme = colorScheme()
    return { locale, theme: { ...theme, colorScheme: colorScheme() } }
  }

  function updateLook() {
    const look = applyLook()
    port?.postMessage({ version, type: 'update', ...look } satisfies HostMessage)
  }

  return {
    update(change) {
      wishes = { ...wishes, ...wishesIn(change) }
      updateLook()
    },
    destroy() {
      if (!isMounted) return
      isMounted = false
      endPatience()
      unfollow()
      window.removeEventListener('message', onWindowMessage)
      port?.close()
      port = undefined
      frame.remove()
      instance.release()
    },
  }
}
