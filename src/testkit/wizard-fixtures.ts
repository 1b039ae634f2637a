import { type Page } from 'playwright'
import { type Fixtures } from 'playwright/test'
import { type RunningWizard, startWizard, type WizardOptions } from './servers/running-wizard.ts'
import { UploadWizard } from './upload-wizard.ts'

export interface WizardFixtures {
  /** The worker's wizard, with its documents, faults and webhooks forgotten before the test. */
  uploads: RunningWizard
}

export interface WizardWorkerFixtures {
  /** How the wizard is started. Set it in the configuration, or with `test.use`. */
  wizardOptions: WizardOptions
  /** The wizard of the worker, for worker fixtures that need its address, such as the one that starts your own server. */
  runningWizard: RunningWizard
}

/**
 * Fixtures that start and stop wizard, proxy, sandbox and demo portal, and make the pauses between the attempts of an upload
 * short in every `page`:
 *
 *     import { test as base } from '@playwright/test'
 *     export const test = base.extend<WizardFixtures, WizardWorkerFixtures>(wizardFixtures)
 */
export const wizardFixtures: Fixtures<WizardFixtures, WizardWorkerFixtures, { page: Page }> = {
  wizardOptions: [{}, { option: true, scope: 'worker' }],
  runningWizard: [
    async ({ wizardOptions }, use) => {
      const wizard = await startWizard(wizardOptions)
      await use(wizard)
      await wizard.close()
    },
    { scope: 'worker' },
  ],
  uploads: async ({ runningWizard }, use) => {
    await runningWizard.clear()
    await use(runningWizard)
  },
  page: async ({ page }, use) => {
    await new UploadWizard(page).shortenRetries()
    await use(page)
  },
}
