import {
  bridgeVersion,
  type FrameMessage,
  type HostMessage,
  hostMessageSchema,
  type Versioned,
} from '../../contract/frame/bridge.ts'
import { type DocumentUploadEvent } from '../../contract/frame/embed.ts'
import { BridgeError } from './bridge-error.ts'
import { followHeight } from './frame-height.ts'
import { listedOnly } from '../frame-message.ts'
import { type HostAddress, postToHost } from './host-window.ts'

const silenceLimitMs = 20_000

type HostMessageOf<Type extends HostMessage['type']> = Extract<HostMessage, { type: Type }>

/** How the page wishes the wizard to look: the whole of it each time. What is missing is for the wizard to choose. */
export type HostAppearance = Pick<HostMessageOf<'update'>, 'locale' | 'theme'>

/** `instance` tells the page's frames apart, and is the same again after a reload. `instances` are those of all of them. */
type Welcome = HostAppearance & Pick<HostMessageOf<'welcome'>, 'instance' | 'instances'>

/**
 * What the frame awaits of its page, at first a welcome and then sessions:
 * - `nothing`
 * - `word`: the page has yet to say that it has heard.
 * - `session`: the page's own function is at work. It takes as long as its customer takes to sign in.
 * - `silent`: no word came within 20 seconds. If one does later, the frame goes on.
 */
export type AwaitedFromHost = 'nothing' | 'word' | 'session' | 'silent'

type Emitted<Event> = Event extends DocumentUploadEvent
  ? Omit<Event, 'at'> & Partial<Pick<Event, 'at'>>
  : never

/** An event as `emit` takes it, with `at` where it happened earlier than now. */
export type EmittedEvent = Emitted<DocumentUploadEvent>

/** The frame's end of the bridge that `src/contract/frame/bridge.ts` describes. */
export interface HostBridge {
  /** The page's first message. It stays pending while the page says nothing. */
  readonly welcome: Promise<Welcome>
  /**
   * A session from the page: the first, or the next one after one has expired. Calls share the answer that is awaited,
   * for as long as the page takes: `onAwaited` tells how it stands, for the person to be told. Rejects with
   * `BridgeError`: `sessionUnavailable` where the page's own function failed. Then another call tries again.
   */
  session(): Promise<string>
  /** Asks the page once more for the session that is awaited. Whichever comes first counts. */
  askAgain(): void
  /** Calls `listener` with what is awaited, now and at each change, until the returned function is called. */
  onAwaited(listener: (awaited: AwaitedFromHost) => void): () => void
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
  /** Calls of the page's function that the page has told of and not answered. */
  openCalls: number
}

/**
 * Announces the frame to its host page and returns the bridge. Everything on it may be called at once, before the page
 * has answered. Throws `BridgeError` with `notFramed` or `originForbidden`, before anybody has been told anything.
 */
export function connectToHost(address: HostAddress): HostBridge {
  const host = window.parent
  if (host === window) throw new BridgeError('notFramed')
  const unsent: FrameMessage[] = []
  const appearanceListeners = new Set<(appearance: HostAppearance) => void>()
  const awaitedListeners = new Set<(awaited: AwaitedFromHost) => void>()
  let port: MessagePort | undefined
  let appearance: HostAppearance | undefined
  let heightPx: number | undefined
  let question: Question | undefined
  let awaited: AwaitedFromHost = 'word'
  let silence: ReturnType<typeof setTimeout> | undefined
  let resolveWelcome: (welcome: Welcome) => void
  const welcome = new Promise<Welcome>((resolve) => (resolveWelcome = resolve))

  if (!postToHost({ type: 'announce' }, address)) throw new BridgeError('originForbidden')
  window.addEventListener('message', onWindowMessage)
  awaitWord()

  function onWindowMessage({ data, origin, source, ports: [given] }: MessageEvent<unknown>) {
    if (source !== host || origin !== address.hostOrigin || !given) return
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
    if (question) request()
    else tellAwaited('nothing')
  }

  function onHostMessage(message: HostMessage | undefined) {
    switch (message?.type) {
      case 'update':
        return show({ locale: message.locale, theme: message.theme })
      case 'sessionAwaited':
        if (!question) return undefined
        question.openCalls += 1
        return tellAwaited('session')
      case 'session':
        return question?.settle(message.session)
      case 'sessionUnavailable':
        if (!question) return undefined
        question.openCalls -= 1
        return question.openCalls > 0 ? undefined : question.settle(new BridgeError('sessionUnavailable'))
      case 'welcome':
      case undefined:
        return undefined
      default:
        return message satisfies never
    }
  }

  function show(next: HostAppearance) {
    appearance = next
    for (const listener of appearanceListeners) listener(next)
  }

  function tellAwaited(next: AwaitedFromHost) {
    clearTimeout(silence)
    awaited = next
    for (const listener of awaitedListeners) listener(next)
  }

  function awaitWord() {
    tellAwaited('word')
    silence = setTimeout(() => tellAwaited('silent'), silenceLimitMs)
  }

  function send(message: FrameMessage) {
    const listed = listedOnly(message)
    if (listed) port?.postMessage({ version: bridgeVersion, ...listed } satisfies Versioned<FrameMessage>)
  }

  function request() {
    send({ type: 'sessionRequest' })
    awaitWord()
  }

  function ask(): Question {
    let settle: Question['settle'] = () => {}
    const answer = new Promise<string>((resolve, reject) => {
      settle = (given) => {
        question = undefined
        tellAwaited('nothing')
        if (typeof given === 'string') resolve(given)
        else reject(given)
      }
    })
    return { answer, settle, openCalls: 0 }
  }

  return {
    welcome,
    session() {
      if (!question) {
        question = ask()
        if (port) request()
      }
      return question.answer
    },
    askAgain() {
      if (question && port) request()
    },
    onAwaited(listener) {
      awaitedListeners.add(listener)
      listener(awaited)
      return () => awaitedListeners.delete(listener)
    },
    emit(event) {
      const message = { at: new Date().toISOString(), ...event } as DocumentUploadEvent
      if (port) send(message)
      else unsent.push(message)
    },
    onAppearance(listener) {
      appearanceListeners.add(listener)
      if (appearance) listener(appearance)
      return () => appearanceListeners.delete(listener)
    },
    followHeight: (element) =>
      followHeight(element, (px) => {
        heightPx = px
        send({ type: 'resize', heightPx })
      }),
    close() {
      window.removeEventListener('message', onWindowMessage)
      port?.close()
      clearTimeout(silence)
      question?.settle(new BridgeError('hostUnreachable'))
    },
  }
}

function parse(data: unknown): HostMessage | undefined {
  return hostMessageSchema.safeParse(data).data
}
