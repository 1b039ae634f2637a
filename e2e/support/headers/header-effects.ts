import { type Page } from 'playwright/test'
import { blankPath, type HeaderRelay } from './header-relay.ts'

/** Where a header is looked for, and who else there is. */
interface HeaderScene {
  readonly page: Page
  readonly relay: HeaderRelay
  /** The address under test, and its path. */
  readonly url: string
  readonly path: string
  /** Another site, which lets everybody load what it has and isolates itself at `/isolated`. */
  readonly stranger: string
}

/** What a header is for; answers whether the browser acted by it. */
export type Effect = (scene: HeaderScene) => Promise<boolean>

/** `X-Content-Type-Options`: what is no script is not run as one. */
export const isNoScript: Effect = async ({ page, relay, url }) => {
  await page.goto(relay.origin + blankPath)
  return page.evaluate(
    async (src) =>
      new Promise<boolean>((resolve) => {
        const script = Object.assign(document.createElement('script'), { src })
        script.addEventListener('load', () => resolve(false))
        script.addEventListener('error', () => resolve(true))
        document.head.append(script)
      }),
    url,
  )
}

/** `Referrer-Policy`: the next site does not hear where its visitor comes from. */
export const isReferrerKept: Effect = async ({ page, url, stranger }) => {
  await page.goto(url)
  const next = page.waitForRequest(`${stranger}/next`)
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement('a'), { href, textContent: 'Next' })
    document.documentElement.append(link)
    link.click()
  }, `${stranger}/next`)
  return (await (await next).headerValue('referer')) === null
}

/** `Cross-Origin-Opener-Policy`: a page that opens ours gets no hold of its window. */
export const hasNoOpener: Effect = async ({ page, url, stranger }) => {
  await page.goto(`${stranger}${blankPath}`)
  const opened = page.waitForEvent('popup')
  await page.evaluate((address) => {
    window.open(address)
  }, url)
  const popup = await opened
  await popup.waitForURL(url)
  return popup.evaluate(() => window.opener === null)
}

/** `Cross-Origin-Resource-Policy: same-origin`: no other site's page shows our picture. */
export const isShownNowhereElse: Effect = async ({ page, url, stranger }) => {
  await page.goto(`${stranger}${blankPath}`)
  return page.evaluate(
    async (src) =>
      new Promise<boolean>((resolve) => {
        const image = new Image()
        image.addEventListener('load', () => resolve(false))
        image.addEventListener('error', () => resolve(true))
        image.src = src
      }),
    url,
  )
}

/** `Cross-Origin-Resource-Policy: cross-origin`: a page that isolates itself runs our script. */
export const runsInIsolatedPage: Effect = async ({ page, url, stranger }) => {
  await page.goto(`${stranger}/isolated`)
  return page.evaluate(
    async (src) =>
      new Promise<boolean>((resolve) => {
        const script = Object.assign(document.createElement('script'), { src })
        script.addEventListener('load', () => resolve(true))
        script.addEventListener('error', () => resolve(false))
        document.head.append(script)
      }),
    url,
  )
}

/** `Cross-Origin-Embedder-Policy` and `Cross-Origin-Resource-Policy` of the frame: a page that isolates itself shows it. */
export const isShownInIsolatedPage: Effect = async ({ page, url, stranger }) => {
  await page.goto(`${stranger}/isolated`)
  await page.evaluate(
    async (src) =>
      new Promise((resolve) => {
        const frame = document.createElement('iframe')
        frame.addEventListener('load', resolve)
        frame.src = src
        document.body.append(frame)
      }),
    url,
  )
  const [frame] = page.mainFrame().childFrames()
  return (await frame?.locator('#wizard').count()) === 1
}

/** `Cross-Origin-Embedder-Policy` of a worker: a page that isolates itself may start it. */
export const startsInIsolatedPage: Effect = async ({ page, relay, url }) => {
  await page.route(relay.origin + blankPath, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'Cross-Origin-Embedder-Policy': 'require-corp' },
      body: '<!doctype html><title>Isolated</title>',
    }),
  )
  await page.goto(relay.origin + blankPath)
  const started = page.waitForEvent('worker').then(async (worker) => worker.evaluate(() => true))
  const refused = page.evaluate(
    async (address) =>
      new Promise<boolean>((resolve) => {
        new Worker(address, { type: 'module' }).addEventListener('error', () => resolve(false))
      }),
    url,
  )
  return Promise.race([started, refused]).catch(() => false)
}

/** `Permissions-Policy`: neither the page nor what runs in it may ask for any of these. */
export function isRefused(features: readonly string[]): Effect {
  return async ({ page, url }) => {
    await page.goto(url)
    const allowed = await page.evaluate((names) => {
      const { featurePolicy } = document as unknown as {
        featurePolicy: { allowsFeature(name: string): boolean }
      }
      return names.filter((name) => featurePolicy.allowsFeature(name))
    }, features)
    // Half of them allowed is neither of the two that a test expects.
    if (allowed.length > 0 && allowed.length < features.length)
      throw new Error(`Some are allowed: ${String(allowed)}`)
    return allowed.length === 0
  }
}

/** Asks twice for the same, from a page of the same origin, and answers how often the server heard of it. */
async function askTwice({ page, relay, url, path }: HeaderScene, cache: RequestCache): Promise<number> {
  await page.goto(relay.origin + blankPath)
  await page.evaluate(
    async ([address, mode]) => {
      for (let times = 0; times < 2; times += 1) await (await fetch(address, { cache: mode })).arrayBuffer()
    },
    [url, cache] as const,
  )
  return relay.requestsFor(path)
}

/** `Cache-Control: no-store`: nothing of it stays on the device, not even for who wants it from the cache. */
export const isNotStored: Effect = async (scene) => (await askTwice(scene, 'force-cache')) === 2

/** `Cache-Control: no-cache`: asked for anew, though it has not changed for years. */
export const isAskedForAnew: Effect = async (scene) => {
  scene.relay.modifiedAt = new Date('2001-01-01')
  return (await askTwice(scene, 'default')) === 2
}

/** `Cache-Control: max-age`: not asked for again, though it is brand new. */
export const isKept: Effect = async (scene) => {
  scene.relay.modifiedAt = new Date()
  return (await askTwice(scene, 'default')) === 1
}

/** `frame-ancestors`: a page of another site does not get it into a frame. */
const isFramedNowhereElse: Effect = async ({ page, url, stranger }) => {
  await page.goto(`${stranger}${blankPath}`)
  await page.evaluate(
    async (src) =>
      new Promise((resolve) => {
        const frame = document.createElement('iframe')
        frame.addEventListener('load', resolve)
        frame.src = src
        document.body.append(frame)
      }),
    url,
  )
  return page.mainFrame().childFrames()[0]?.url() !== url
}

/** What a page under our policies can't do, by the directive that keeps it from it; each answers whether it could. */
const attempts: Readonly<Record<string, (stranger: string) => Promise<boolean>>> = {
  'default-src': async (stranger) =>
    new Promise((resolve) => {
      const audio = Object.assign(document.createElement('audio'), {
        preload: 'auto',
        src: `${stranger}/sound.wav`,
      })
      audio.addEventListener('loadeddata', () => resolve(true))
      audio.addEventListener('error', () => resolve(false))
      document.documentElement.append(audio)
    }),
  'script-src': async (stranger) =>
    import(`${stranger}/script.js`).then(
      () => true,
      () => false,
    ),
  'style-src': async (stranger) =>
    new Promise((resolve) => {
      const link = Object.assign(document.createElement('link'), {
        rel: 'stylesheet',
        href: `${stranger}/style.css`,
      })
      link.addEventListener('load', () => resolve(true))
      link.addEventListener('error', () => resolve(false))
      document.documentElement.append(link)
    }),
  'style-src of what is inline': async () => {
    const style = Object.assign(document.createElement('style'), { textContent: ':root { color: red }' })
    document.documentElement.append(style)
    return style.sheet !== null && style.sheet.cssRules.length > 0
  },
  'img-src': async (stranger) =>
    new Promise((resolve) => {
      const image = new Image()
      image.addEventListener('load', () => resolve(true))
      image.addEventListener('error', () => resolve(false))
      image.src = `${stranger}/image.svg`
    }),
  'connect-src': async (stranger) =>
    fetch(`${stranger}/blank`).then(
      () => true,
      () => false,
    ),
  'worker-src': async () =>
    new Promise((resolve) => {
      const { trustedTypes } = globalThis as unknown as {
        trustedTypes: {
          createPolicy(
            name: string,
            rules: { createScriptURL(url: string): string },
          ): { createScriptURL(url: string): string }
        }
      }
      const address = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }))
      try {
        const policy = trustedTypes.createPolicy('wizard', { createScriptURL: (url) => url })
        const worker = new Worker(policy.createScriptURL(address))
        worker.addEventListener('message', () => resolve(true))
        worker.addEventListener('error', () => resolve(false))
      } catch {
        resolve(false)
      }
    }),
  'base-uri': async (stranger) => {
    document.documentElement.append(Object.assign(document.createElement('base'), { href: stranger }))
    return document.baseURI.startsWith(stranger)
  },
  'form-action': async (stranger) =>
    new Promise((resolve) => {
      const form = Object.assign(document.createElement('form'), { action: `${stranger}/next` })
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (effectiveDirective === 'form-action') resolve(false)
      })
      addEventListener('pagehide', () => resolve(true))
      document.documentElement.append(form)
      form.submit()
    }),
  'require-trusted-types-for': async () => {
    try {
      document.createElement('p').innerHTML = '<b>Text</b>'
      return true
    } catch {
      return false
    }
  },
  'trusted-types': async () => {
    const { trustedTypes } = globalThis as unknown as {
      trustedTypes: { createPolicy(name: string, rules: object): unknown }
    }
    try {
      trustedTypes.createPolicy('another', {})
      return true
    } catch {
      return false
    }
  },
}

/** `Content-Security-Policy`: none of what its directives forbid can be done; without it, all of it. */
export function isKeptBy(directives: readonly string[]): Effect {
  return async (scene) => {
    const { page, url, stranger } = scene
    const done: string[] = []
    if (directives.includes('frame-ancestors') && !(await isFramedNowhereElse(scene)))
      done.push('frame-ancestors')
    await page.goto(url)
    // A form that is sent takes the page away, before it can say so.
    const formLast = directives.toSorted((a, b) => Number(a === 'form-action') - Number(b === 'form-action'))
    for (const directive of formLast) {
      const attempt = attempts[directive]
      if (attempt && (await page.evaluate(attempt, stranger).catch(() => true))) done.push(directive)
    }
    if (done.length > 0 && done.length < directives.length)
      throw new Error(`Only some can be done: ${String(done)}`)
    return done.length === 0
  }
}

/** `Content-Security-Policy: sandbox`: what it is an answer to has no origin, and nobody's rights. */
export const isNobodys: Effect = async ({ page, url }) => {
  await page.goto(url)
  return page.evaluate(() => window.origin === 'null')
}

/** The policy that a worker comes with is its own: it may load from nowhere else. */
export const isWorkerKept: Effect = async ({ page, relay, url, stranger }) => {
  await page.goto(relay.origin + blankPath)
  const started = page.waitForEvent('worker')
  await page.evaluate((address) => {
    Object.assign(window, { worker: new Worker(address, { type: 'module' }) })
  }, url)
  const worker = await started
  return worker.evaluate(
    async (address) =>
      fetch(address).then(
        () => false,
        () => true,
      ),
    `${stranger}/blank`,
  )
}
