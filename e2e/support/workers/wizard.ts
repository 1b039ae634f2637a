import { type BrowserContext, type Page } from 'playwright/test'
import { type TestProxy } from '../../../src/proxy/testing/start-proxy.ts'
import { acme } from '../link-sender.ts'
import { startProxyWithWizard } from '../proxy-with-wizard.ts'
import { test as base } from './base.ts'

interface WorkerFixtures {
  runningProxy: TestProxy
  sharedContext: BrowserContext
  sharedPage: Page
}

/** A real proxy, which serves the wizard, in front of the worker's sandbox. */
export const test = base.extend<object, WorkerFixtures>({
  runningProxy: [
    async ({ runningSandbox }, use) => {
      const proxy = await startProxyWithWizard(runningSandbox, { partners: [acme.partner] })
      await use(proxy)
      await proxy.close()
    },
    { scope: 'worker' },
  ],
  sharedContext: [
    async ({ browser, runningProxy }, use) => {
      const context = await browser.newContext({ baseURL: runningProxy.origin })
      await use(context)
      await context.close()
    },
    { scope: 'worker' },
  ],
  sharedPage: [async ({ sharedContext }, use) => use(await sharedContext.newPage()), { scope: 'worker' }],
})
