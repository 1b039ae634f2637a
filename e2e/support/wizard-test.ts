import { type TestProxy } from '../../src/proxy/testing/start-proxy.ts'
import { UploadWizard } from '../../src/testkit/testkit.ts'
import { licence } from './documents.ts'
import { acme, openDetails, openFile } from './link-sender.ts'
import { Complaints } from './page/complaints.ts'
import { startProxyWithWizard } from './proxy-with-wizard.ts'
import { expect, test as base } from './workers/workers.ts'

export type StartProxy = (
  ...options: DropFirst<Parameters<typeof startProxyWithWizard>>
) => Promise<TestProxy>
type DropFirst<List extends readonly unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never

interface Fixtures {
  complaints: Complaints
  /** The wizard, opened at the worker's proxy. */
  wizard: UploadWizard
  /** The same, opened by a link that has the licence's answers: it asks for the details. */
  wizardAtDetails: UploadWizard
  /** The same, with the licence registered: it asks for the file. */
  wizardAtFile: UploadWizard
  /** Another proxy in front of the worker's sandbox, for this test alone. */
  startProxy: StartProxy
}

/** The wizard in a real browser, with a real proxy and a real sandbox. Each worker has its own, on free ports. */
export const test = base.extend<Fixtures>({
  baseURL: async ({ runningProxy }, use) => {
    await use(runningProxy.origin)
  },
  startProxy: async ({ sandbox }, use) => {
    const started: TestProxy[] = []
    await use(async (changes, parts) => {
      const proxy = await startProxyWithWizard(sandbox, { partners: [acme.partner], ...changes }, parts)
      started.push(proxy)
      return proxy
    })
    for (const { close } of started) await close()
  },
  // Asking for the sandbox empties it. The complaints of a test must not come from faults that another has asked for.
  complaints: [
    async ({ context, sandbox: _emptied }, use) => {
      const complaints = new Complaints(context)
      await use(complaints)
      complaints.check()
      complaints.stop()
      // A route may still be answering what nobody waits for any more. It must not fail a test that has passed.
      const routed = [context, ...context.pages()]
      await Promise.all(routed.map((one) => one.unrouteAll({ behavior: 'ignoreErrors' })))
    },
    { auto: true },
  ],
  wizard: async ({ page }, use) => {
    await page.goto('/')
    await use(new UploadWizard(page))
  },
  wizardAtDetails: async ({ page, runningProxy }, use) => {
    await use(await openDetails(page, runningProxy.origin, licence))
  },
  wizardAtFile: async ({ page, runningProxy }, use) => {
    await use(await openFile(page, runningProxy.origin, licence))
  },
})

/**
 * The same with a page of its own in the worker's shared context. The shared page beside it keeps their process alive, with
 * all that it has loaded and compiled, so a page takes half of the time. It is for tests that neither have options of
 * their own nor set the clock.
 */
export const sharedContextTest = test.extend({
  context: async ({ sharedPage }, use) => {
    const context = sharedPage.context()
    await use(context)
    for (const page of context.pages()) if (page !== sharedPage) await page.close()
    await context.clearPermissions()
    await context.setOffline(false)
  },
})

/**
 * The same on the worker's shared page, because opening a page takes as long as many a test. It is for tests that leave
 * nothing in the page or its context but what is taken away here.
 */
export const sharedPageTest = test.extend({
  context: async ({ sharedPage }, use) => {
    await use(sharedPage.context())
  },
  page: async ({ sharedPage: page }, use) => {
    await use(page)
    for (const event of ['request', 'response', 'dialog']) page.removeAllListeners(event)
    await page.evaluate(() => window.sessionStorage.clear())
    // First the page goes: what it still asks for must not get past its routes.
    await page.goto('about:blank')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  },
})

export { expect }
