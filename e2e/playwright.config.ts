import { defineConfig } from 'playwright/test'
import { chromiumLaunchOptions } from './chromium.ts'

/** No `webServer`: each worker starts its own servers on free ports, so that tests never share a document. */
export default defineConfig({
  testDir: '.',
  outputDir: '.results/artifacts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: '.results/report.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: chromiumLaunchOptions(),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
