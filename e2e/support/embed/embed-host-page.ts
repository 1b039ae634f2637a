import { expect, type Frame, type Locator, type Page } from 'playwright/test'
import { type HostEvent } from '../../../src/embed/mount/callbacks.ts'
import {
  type DocumentUploadAppearance,
  type DocumentUploadOptions,
  type MountedDocumentUpload,
} from '../../../src/embed/options.ts'
import { type mountDocumentUpload } from '../../../src/embed/script.ts'
import { type Sites } from './embed-sites.ts'

interface Mount {
  readonly upload: MountedDocumentUpload
  readonly events: HostEvent[]
  /** Each answers one call of `session`. Later calls give `session 1`, `session 2` and so on, by the number of the call. */
  readonly sessions: (() => string | Promise<string>)[]
  sessionCalls: number
}

interface Leaks {
  messageListeners: number
  openPorts: number
  timers: number
  /** What watches the page: observers, and listeners of media queries and of the page's head. */
  watchers: number
}

declare global {
  interface Window {
    AkepaUploadWizard: { mountDocumentUpload: typeof mountDocumentUpload }
    mounts: Mount[]
    leaks: Leaks
    /** What the callbacks of a test's own page were called with. */
    heard: string[]
    received: { readonly data: unknown; readonly origin: string; readonly port?: MessagePort }[]
  }
}

type MountOptions = Partial<
  Pick<DocumentUploadOptions, 'origin' | 'partner' | 'locale' | 'theme' | 'title' | 'loader'>
>

/** A page of a partner's portal, and the frames it has mounted. */
export class HostPage {
  readonly page: Page
  readonly sites: Sites

  constructor(page: Page, sites: Sites) {
    this.page = page
    this.sites = sites
  }

  async open(path = '/', origin = this.sites.host): Promise<void> {
    await this.page.goto(origin + path)
  }

  /** Mounts, and answers with the number of the mount. */
  async mount(options: MountOptions = {}, target = '#documents'): Promise<number> {
    return this.page.evaluate(mountInPage, [target, { partner: 'acme', ...options }] as const)
  }

  /** Mounts, waits until the wizard stands in the frame, and answers with the frame. */
  async mountReady(options: MountOptions = {}, target = '#documents'): Promise<Frame> {
    const mount = await this.mount(options, target)
    await this.page.waitForFunction((index) => window.mounts[index]?.events.length, mount)
    expect(await this.events(mount)).toMatchObject([{ type: 'ready' }])
    return this.contentOf(this.page.locator(`${target} > iframe`).last())
  }

  async frame(): Promise<Frame> {
    return this.contentOf(this.page.locator('iframe'))
  }

  private async contentOf(iframe: Locator): Promise<Frame> {
    const frame = await (await iframe.elementHandle())?.contentFrame()
    if (!frame) throw new Error('The page has no such frame.')
    return frame
  }

  async events(mount = 0): Promise<readonly HostEvent[]> {
    return this.page.evaluate((index) => window.mounts[index]?.events ?? [], mount)
  }

  async update(appearance: DocumentUploadAppearance, mount = 0): Promise<void> {
    await this.page.evaluate(([index, change]) => window.mounts[index]?.upload.update(change), [
      mount,
      appearance,
    ] as const)
  }

  async destroy(mount = 0): Promise<void> {
    await this.page.evaluate((index) => window.mounts[index]?.upload.destroy(), mount)
  }

  async leaks(): Promise<Leaks> {
    return this.page.evaluate(() => window.leaks)
  }
}

export const noLeaks: Leaks = { messageListeners: 0, openPorts: 0, timers: 0, watchers: 0 }

function mountInPage([target, options]: readonly [string, MountOptions & { partner: string }]): number {
  const mount: Omit<Mount, 'upload'> = { events: [], sessions: [], sessionCalls: 0 }
  const record = (event: HostEvent) => {
    mount.events.push(event)
  }
  const upload = window.AkepaUploadWizard.mountDocumentUpload(target, {
    ...options,
    session: () => {
      mount.sessionCalls += 1
      const next = mount.sessions.shift()
      return next ? next() : `session ${String(mount.sessionCalls)}`
    },
    onReady: record,
    onStep: record,
    onGenerated: record,
    onUploaded: record,
    onCompleted: record,
    onBusy: record,
    onError: record,
    onSessionExpired: record,
  })
  window.mounts ??= []
  return window.mounts.push(Object.assign(mount, { upload })) - 1
}

/** Runs before any script of the page. It counts what an embed could leave behind and the page still has. */
export function countLeaks(): void {
  if (window.parent !== window) return
  const leaks: Leaks = { messageListeners: 0, openPorts: 0, timers: 0, watchers: 0 }
  window.leaks = leaks

  const addEventListener = window.addEventListener.bind(window)
  window.addEventListener = ((...args: Parameters<typeof addEventListener>) => {
    if (args[0] === 'message') leaks.messageListeners += 1
    addEventListener(...args)
  }) as typeof addEventListener
  const removeEventListener = window.removeEventListener.bind(window)
  window.removeEventListener = ((...args: Parameters<typeof removeEventListener>) => {
    if (args[0] === 'message') leaks.messageListeners -= 1
    removeEventListener(...args)
  }) as typeof removeEventListener

  const running = new Set<number>()
  const setTimeout = window.setTimeout.bind(window)
  const stop = (id: number) => {
    running.delete(id)
    leaks.timers = running.size
  }
  window.setTimeout = ((handler: () => void, delay?: number) => {
    const id = setTimeout(() => {
      stop(id)
      handler()
    }, delay)
    running.add(id)
    leaks.timers = running.size
    return id
  }) as typeof window.setTimeout
  const clearTimeout = window.clearTimeout.bind(window)
  window.clearTimeout = ((id: number) => {
    stop(id)
    clearTimeout(id)
  }) as typeof window.clearTimeout

  window.MutationObserver = class extends MutationObserver {
    #watching = 0
    override observe(target: Node, options?: MutationObserverInit) {
      super.observe(target, options)
      // Playwright observes the document itself.
      if (target === document || this.#watching > 0) return
      this.#watching = 1
      leaks.watchers += 1
    }
    override disconnect() {
      super.disconnect()
      leaks.watchers -= this.#watching
      this.#watching = 0
    }
  }
  type Listening = Parameters<EventTarget['addEventListener']>
  for (const { prototype } of [MediaQueryList, HTMLHeadElement]) {
    prototype.addEventListener = function (this: EventTarget, ...args: Listening) {
      leaks.watchers += 1
      EventTarget.prototype.addEventListener.apply(this, args)
    }
    prototype.removeEventListener = function (this: EventTarget, ...args: Listening) {
      leaks.watchers -= 1
      EventTarget.prototype.removeEventListener.apply(this, args)
    }
  }

  window.MessageChannel = class extends MessageChannel {
    constructor() {
      super()
      const port = this.port1
      const close = port.close.bind(port)
      leaks.openPorts += 1
      port.close = () => {
        leaks.openPorts -= 1
        port.close = close
        close()
      }
    }
  }
}
