import { type Page } from 'playwright/test'
import { blankPath, type HeaderRelay, isolatedPath } from './header-relay.ts'

/** What an effect can be seen with. */
interface HeaderScene {
  readonly page: Page
  readonly relay: HeaderRelay
  /** The address under test, and its path. */
  readonly url: string
  readonly path: string
  /** Another site. It lets everybody load what it has, and isolates itself at `/isolated`. */
  readonly stranger: string
}

/** What a header is for. Answers whether the browser acted by it. */
export type Effect = (scene: HeaderScene) => Promise<boolean>

/** Has the page load something by an element of its own, and answers whether it came. */
async function comes(
  page: Page,
  tag: string,
  attributes: Readonly<Record<string, string>>,
  event = 'load',
): Promise<boolean> {
  return page.evaluate(
    async ([name, given, awaited]) =>
      new Promise<boolean>((resolve) => {
        const element = Object.assign(document.createElement(name), given)
        element.addEventListener(awaited, () => resolve(true))
        element.addEventListener('error', () => resolve(false))
        document.documentElement.append(element)
      }),
    [tag, attributes, event] as const,
  )
}

/** `X-Content-Type-Options`: the browser runs no answer as a script that isn't one. */
export const isNoScript: Effect = async ({ page, relay, url }) => {
  await page.goto(relay.origin + blankPath)
  return !(await comes(page, 'script', { src: url }))
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
  await page.waitForURL(`${stranger}/next`)
  return (await (await next).headerValue('referer')) === null
}

/** `Cross-Origin-Opener-Policy`: a page that opens ours can't reach its window. */
export const hasNoOpener: Effect = async ({ page, url, stranger }) => {
  await page.goto(stranger + blankPath)
  const opened = page.waitForEvent('popup')
  await page.evaluate((address) => {
    window.open(address)
  }, url)
  const popup = await opened
  await popup.waitForURL(url)
  const isAlone = await popup.evaluate(() => window.opener === null)
  await popup.close()
  return isAlone
}

/** `Cross-Origin-Resource-Policy: same-origin`: no other site's page shows our picture. */
export const isShownNowhereElse: Effect = async ({ page, url, stranger }) => {
  await page.goto(stranger + blankPath)
  return !(await comes(page, 'img', { src: url }))
}

/** `Cross-Origin-Resource-Policy: cross-origin`: a page that isolates itself runs our script. */
export const runsInIsolatedPage: Effect = async ({ page, url, stranger }) => {
  await page.goto(`${stranger}/isolated`)
  return comes(page, 'script', { src: url })
}

/** `Access-Control-Allow-Origin`: another site's page runs the script, and knows by its hash what it runs. */
export const isComparedWithItsHash: Effect = async ({ page, relay, url, stranger }) => {
  const { integrity } = (await (await fetch(`${relay.origin}/embed.json`)).json()) as { integrity: string }
  await page.goto(stranger + blankPath)
  return comes(page, 'script', { src: url, crossOrigin: 'anonymous', integrity })
}

/** `Cross-Origin-Embedder-Policy` and `Cross-Origin-Resource-Policy` of a frame: a page that isolates itself shows it. */
export const isShownInIsolatedPage: Effect = async ({ page, url, stranger }) => {
  await page.goto(`${stranger}/isolated`)
  await comes(page, 'iframe', { src: url })
  const [frame] = page.mainFrame().childFrames()
  return (await frame?.locator('#wizard').count()) === 1
}

/** `Cross-Origin-Embedder-Policy` of a worker: a page that isolates itself may start it. */
export const startsInIsolatedPage: Effect = async ({ page, relay, url }) => {
  await page.goto(relay.origin + isolatedPath)
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
    if (allowed.length > 0 && allowed.length < features.length)
      throw new Error(`Only some are allowed: ${String(allowed)}`)
    return allowed.length === 0
  }
}

/** Asks for the same twice from a page of its origin. Answers with the number of requests that the server got. */
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

/** `Cache-Control: no-store`: the browser keeps nothing, even for a page that wants it from the cache. */
export const isNotStored: Effect = async (scene) => (await askTwice(scene, 'force-cache')) === 2

/** `Cache-Control: no-cache`: the browser asks anew, though nothing has changed for years. */
export const isAskedForAnew: Effect = async (scene) => {
  scene.relay.modifiedAt = new Date('2001-01-01')
  return (await askTwice(scene, 'default')) === 2
}

/** `Cache-Control: max-age`: the browser does not ask again. Otherwise it would not keep a file that was changed just now. */
export const isKept: Effect = async (scene) => {
  scene.relay.modifiedAt = new Date(Date.now() + 3_600_000)
  return (await askTwice(scene, 'default')) === 1
}

/** `frame-ancestors`: no page of another site can show it in a frame. */
const isFramedNowhereElse: Effect = async ({ page, url, stranger }) => {
  await page.goto(stranger + blankPath)
  await comes(page, 'iframe', { src: url })
  return page.mainFrame().childFrames()[0]?.url() !== url
}

/** What a page under our policies can't do, by the directive that forbids it. Each answers whether it could. */
const attempts = {
  'default-src': async (page, stranger) =>
    comes(page, 'audio', { preload: 'auto', src: `${stranger}/sound.wav` }, 'loadeddata'),
  'script-src': async (page, stranger) =>
    page.evaluate(
      async (address) =>
        import(address).then(
          () => true,
          () => false,
        ),
      `${stranger}/script.js`,
    ),
  'style-src': async (page, stranger) =>
    comes(page, 'link', { rel: 'stylesheet', href: `${stranger}/style.css` }),
  'style-src of what is inline': async (page) =>
    page.evaluate(() => {
      const style = Object.assign(document.createElement('style'), { textContent: ':root { color: red }' })
      document.documentElement.append(style)
      return style.sheet !== null && style.sheet.cssRules.length > 0
    }),
  'img-src': async (page, stranger) => comes(page, 'img', { src: `${stranger}/image.svg` }),
  'connect-src': async (page, stranger) =>
    page.evaluate(
      async (address) =>
        fetch(address).then(
          () => true,
          () => false,
        ),
      stranger + blankPath,
    ),
  'worker-src': async (page) =>
    page.evaluate(
      async () =>
        new Promise<boolean>((resolve) => {
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
    ),
  'base-uri': async (page, stranger) =>
    page.evaluate((href) => {
      document.documentElement.append(Object.assign(document.createElement('base'), { href }))
      return document.baseURI.startsWith(href)
    }, stranger),
  'require-trusted-types-for': async (page) =>
    page.evaluate(() => {
      try {
        document.createElement('p').innerHTML = '<b>Text</b>'
        return true
      } catch {
        return false
      }
    }),
  'trusted-types': async (page) =>
    page.evaluate(() => {
      const { trustedTypes } = globalThis as unknown as {
        trustedTypes: { createPolicy(name: string, rules: object): unknown }
      }
      try {
        trustedTypes.createPolicy('another', {})
        return true
      } catch {
        return false
      }
    }),
  'form-action': async (page, stranger) => {
    const isSent = await page
      .evaluate(
        async (action) =>
          new Promise<boolean>((resolve) => {
            const form = Object.assign(document.createElement('form'), { action })
            document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
              if (effectiveDirective === 'form-action') resolve(false)
            })
            addEventListener('pagehide', () => resolve(true))
            document.documentElement.append(form)
            form.submit()
          }),
        `${stranger}/next`,
      )
      // The page can be gone before it has answered.
      .catch(() => true)
    if (isSent) await page.waitForURL(`${stranger}/next?`)
    return isSent
  },
} as const satisfies Readonly<Record<string, (page: Page, stranger: string) => Promise<boolean>>>

/** `Content-Security-Policy`: nothing that its directives forbid can be done. Without it, all of it can be. */
export function isKeptBy(directives: readonly (keyof typeof attempts | 'frame-ancestors')[]): Effect {
  return async (scene) => {
    const { page, url, stranger } = scene
    const done: string[] = []
    if (directives.includes('frame-ancestors') && !(await isFramedNowhereElse(scene)))
      done.push('frame-ancestors')
    await page.goto(url)
    // The form comes last, since it takes the page away where it is sent.
    const formLast = directives.toSorted((a, b) => Number(a === 'form-action') - Number(b === 'form-action'))
    for (const directive of formLast) {
      if (directive !== 'frame-ancestors' && (await attempts[directive](page, stranger))) done.push(directive)
    }
    if (done.length > 0 && done.length < directives.length)
      throw new Error(`Only some can be done: ${String(done)}`)
    return done.length === 0
  }
}

/** `Content-Security-Policy: sandbox`: what the browser shows has no origin, and so no rights. */
export const isNobodys: Effect = async ({ page, url }) => {
  await page.goto(url)
  return page.evaluate(() => window.origin === 'null')
}

/** `Content-Security-Policy` of a worker: it may load from no other site. */
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
    stranger + blankPath,
  )
}
