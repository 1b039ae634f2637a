import {
  type Announcement,
  bridgeVersion,
  type FrameMessage,
  type HostMessage,
  hostMessageSchema,
  type Versioned,
} from '../contract/bridge.ts'
import { type DocumentUploadEvent } from '../contract/embed.ts'
import { BridgeError } from './bridge-error.ts'
import { followHeight } from './frame-height.ts'
import { listedOnly } from './frame-message.ts'

const answerLimitMs = 20_000

type HostMessageOf<Type extends HostMessage['type']> = Extract<HostMessage, { type: Type }>

/** How the page wishes the wizard to look: the whole of it each time. What is missing is for the wizard to choose. */
export type HostAppearance = Pick<HostMessageOf<'update'>, 'locale' | 'theme'>

/** `instance` tells the page's frames apart, and is the same again after a reload. `instances` are those of all of them. */
type Welcome = HostAppearance & Pick<HostMessageOf<'welcome'>, 'instance' | 'instances'>

type Emitted<Event> = Event extends DocumentUploadEvent
  ? Omit<Event, 'at'> & Partial<Pick<Event, 'at'>>
  : never

/** An event as `emit` takes it, with `at` where it happened earlier than now. */
export type EmittedEvent = Emitted<DocumentUploadEvent>

/** The frame's end of the bridge that `src/contract/bridge.ts` describes. */
export interface HostBridge {
  /** The page's first message. It stays pending while the page says nothing; `session` is the one that gives up. */
  readonly welcome: Promise<Welcome>
  /**
   * A session from the page: the first, or the next one after one has expired. Calls share the answer that is awaited.
   * Rejects with `BridgeError`: `sessionUnavailable` where the page's own function failed, `hostUnreachable` where
   * nothing came within 20 seconds. After either, another call tries again.
   */
  session(): Promise<string>
  /**
   * Tells the page of an event, now or as soon as the page is there. The same fact needs the same `id`, even after a
   * reload, and each other fact needs another: the page hears of each id once. Properties that the event's type does
   * not list stay here.
   */
  emit(event: EmittedEvent): void
  /** Calls `listener` with each look that comes, at once where one has come already. */
  onAppearance(listener: (appearance: HostAppearance) => void): () => void
  /** Keeps the frame as high as `element` until the returned function is called. One element at a time. */
  followHeight(element: Element): () => void
  close(): void
}

interface Question {
  readonly answer: Promise<string>
  readonly settle: (answer: string | BridgeError) => void
}

/**
 * Announces the frame to its host page and returns the bridge. Everything on it may be called at once, before the page
 * has answered.
 *
 * - `hostOrigin`: the `origin` in this page's own address, where anybody can have written it.
 * - `allowedOrigins`: the partner's origins, which the proxy served with this page.
 *
 * Throws `BridgeError` with `notFramed` or `originForbidden`, before anybody has been told anything.
 */
export function connectToHost({
  hostOrigin,
  allowedOrigins,
}: {
  readonly hostOrigin: string | null
  readonly allowedOrigins: readonly string[]
}): HostBridge {
  const host = window.parent
  if (host === window) throw new BridgeError('notFramed')
  if (hostOrigin === null || hostOrigin === '*' || !allowedOrigins.includes(hostOrigin))
    throw new BridgeError('originForbidden')

  const unsent: FrameMessage[] = []
  const listeners = new Set<(appearance: HostAppearance) => void>()
  let port: MessagePort | undefined
  let appearance: HostAppearance | undefined
  let heightPx: number | undefined
  let question: Question | undefined
  let resolveWelcome: (welcome: Welcome) => void
  const welcome = new Promise<Welcome>((resolve) => (resolveWelcome = resolve))

  window.addEventListener('message', onWindowMessage)
  host.postMessage({ version: bridgeVersion, type: 'announce' } satisfies Versioned<Announcement>, hostOrigin)

  function onWindowMessage({ data, origin, source, ports: [given] }: MessageEvent<unknown>) {
    if (source !== host || origin !== hostOrigin || !given) return
    const message = parse(data)
    if (message?.type !== 'welcome') return
    window.removeEventListener('message', onWindowMessage)
    port = given
    port.addEventListener('message', (event: MessageEvent<unknown>) => onHostMessage(parse(event.data)))
    port.start()
    const { instance, instances, locale, theme } = message
    resolveWelcome({ instance, instances, locale, theme })
    show({ locale, theme })
    for (const waiting of unsent.splice(0)) send(waiting)
    if (heightPx !== undefined) send({ type: 'resize', heightPx })
    if (question) send({ type: 'sessionRequest' })
  }

  function onHostMessage(message: HostMessage | undefined) {
    switch (message?.type) {
      case 'update':
        return show({ locale: message.locale, theme: message.theme })
      case 'session':
        return question?.settle(message.session)
      case 'sessionUnavailable':
        return question?.settle(new BridgeError('sessionUnavailable'))
      case 'welcome':
      case undefined:
        return undefined
      default:
        return message satisfies never
    }
  }

  function show(next: HostAppearance) {
    appearance = next
    for (const listener of listeners) listener(next)
  }

  function send(message: FrameMessage) {
    const listed = listedOnly(message)
    if (listed) port?.postMessage({ version: bridgeVersion, ...listed } satisfies Versioned<FrameMessage>)
  }

  function ask(): Question {
    let settle: Question['settle'] = () => {}
    const answer = new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => settle(new BridgeError('hostUnreachable')), answerLimitMs)
      settle = (given) => {
        clearTimeout(late)
        question = undefined
        if (typeof given === 'string') resolve(given)
        else reject(given)
      }
    })
    send({ type: 'sessionRequest' })
    return { answer, settle }
  }

  return {
    welcome,
    session() {
      question ??= ask()
      return question.answer
    },
    emit(event) {
      const message = { at: new Date().toISOString(), ...event } as DocumentUploadEvent
      if (port) send(message)
      else unsent.push(message)
    },
    onAppearance(listener) {
      listeners.add(listener)
      if (appearance) listener(appearance)
      return () => listeners.delete(listener)
    },
    followHeight: (element) =>
      followHeight(element, (px) => {
        heightPx = px
        send({ type: 'resize', heightPx })
      }),
    close() {
      window.removeEventListener('message', onWindowMessage)
      port?.close()
      question?.settle(new BridgeError('hostUnreachable'))
    },
  }
}

function parse(data: unknown): HostMessage | undefined {
  return hostMessageSchema.safeParse(data).data
}
