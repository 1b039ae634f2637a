import { defineConfig } from 'playwright/test'
import { headlessShellLaunchOptions } from '../support/chromium.ts'

export default defineConfig({
  testDir: '.',
  testMatch: '*.check.ts',
  outputDir: '../.results/webkit',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: { launchOptions: headlessShellLaunchOptions() },
})
