import { defineConfig } from 'playwright/test'
import { isolatingLaunchOptions, oneRendererLaunchOptions } from './support/chromium.ts'

// Playwright takes a stack with every message to the browser, of up to 200 frames, in a twelfth of the time. Node's ten suffice.
Error.stackTraceLimit = 10

/** No `webServer`: each worker starts its own servers on free ports, so that tests never share a document. */
export default defineConfig({
  testDir: '.',
  outputDir: '.results/artifacts',
  // One more makes the same tests slower by a tenth on two cores: browser, page and test are a process each.
  workers: '100%',
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '.results/report.json' }]],
  // A trace costs a third of the time: `npm run e2e -- --trace on` makes one where it is wanted.
  use: {
    browserName: 'chromium',
    screenshot: 'only-on-failure',
  },
  projects: [
    // Each file of these is done by one worker, so that only one starts its servers. Many have frames of other sites.
    { name: 'parts', testIgnore: 'wizard/**', use: { launchOptions: isolatingLaunchOptions() } },
    // These have the same servers. So workers share their tests, and all have work to the end.
    {
      name: 'wizard',
      testMatch: 'wizard/**/*.spec.ts',
      fullyParallel: true,
      use: { launchOptions: oneRendererLaunchOptions() },
    },
  ],
})
