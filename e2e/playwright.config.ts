import { defineConfig } from 'playwright/test'
import { headlessShellLaunchOptions, oneRendererLaunchOptions } from './support/chromium.ts'

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
    launchOptions: headlessShellLaunchOptions(),
    screenshot: 'only-on-failure',
  },
  projects: [
    // A worker that takes part in a file starts its servers. So each of these files is done by one worker.
    { name: 'parts', testIgnore: 'wizard/**' },
    // These have the same servers. So workers share their tests, and all have work to the end.
    {
      name: 'wizard',
      testMatch: 'wizard/**/*.spec.ts',
      fullyParallel: true,
      use: { launchOptions: oneRendererLaunchOptions() },
    },
  ],
})
