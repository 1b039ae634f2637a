import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  chromium,
  type Fixtures,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
} from 'playwright/test'
import { chromiumLaunchOptions } from '../chromium.ts'

export interface StorageFixtures {
  /** Runs the test in a whole Chromium, which alone decides what a frame of another site may store. */
  isWholeBrowser: boolean
  /**
   * Runs the test in a profile that lasts, as people have it: there a frame of another site may store. Playwright's own
   * contexts are private windows, in which a whole Chromium blocks such storage.
   */
  hasThirdPartyStorage: boolean
}

/** For `extend` of a `test` with frames of another site. */
export const storageFixtures: Fixtures<
  StorageFixtures,
  object,
  PlaywrightTestArgs & PlaywrightTestOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = {
  isWholeBrowser: [false, { option: true }],
  hasThirdPartyStorage: [false, { option: true }],
  context: async ({ context, isWholeBrowser, hasThirdPartyStorage, launchOptions, baseURL }, use) => {
    const options = isWholeBrowser ? chromiumLaunchOptions() : launchOptions
    if (!hasThirdPartyStorage) {
      if (!isWholeBrowser) return use(context)
      const browser = await chromium.launch(options)
      await use(await browser.newContext())
      return browser.close()
    }
    const profile = await mkdtemp(join(tmpdir(), 'profile-'))
    const { args = [], chromiumSandbox } = options
    const lasting = await chromium.launchPersistentContext(profile, {
      ...options,
      ...(baseURL !== undefined && { baseURL }),
      // One of Playwright's arguments would mix what frames store on different sites.
      ignoreDefaultArgs: true,
      args: [
        ...args,
        ...(chromiumSandbox ? [] : ['--no-sandbox']),
        '--headless',
        '--remote-debugging-pipe',
        `--user-data-dir=${profile}`,
      ],
    })
    await use(lasting)
    await lasting.close()
    return rm(profile, { recursive: true, force: true })
  },
}
