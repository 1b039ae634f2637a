import { defineConfig } from 'playwright/test'
import { chromiumLaunchOptions, headlessShellLaunchOptions } from './support/chromium.ts'

/** What is about two sites that meet in a page, and about all that a whole browser keeps apart. */
const framed = /e2e\/(?:embed\/|partner\/(?:newcomer|partner-)|serving\/headers)[a-z-]*\.spec\.ts/

/** No `webServer`: each worker starts its own servers on free ports, so that tests never share a document. */
export default defineConfig({
  testDir: '.',
  outputDir: '.results/artifacts',
  fullyParallel: true,
  // One more than there are cores on small machines: some tests wait for a slow network.
  workers: '150%',
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '.results/report.json' }]],
  // A trace costs a third of the time: `npm run e2e -- --trace on` makes one where it is wanted.
  use: { browserName: 'chromium', screenshot: 'only-on-failure' },
  projects: [
    { name: 'pages', testIgnore: framed, use: { launchOptions: headlessShellLaunchOptions() } },
    { name: 'frames', testMatch: framed, use: { launchOptions: chromiumLaunchOptions() } },
  ],
})
