import { defineConfig } from 'playwright/test'

/** Lighthouse measures the whole machine, so it runs alone. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.check.ts',
  outputDir: '../.results/lighthouse',
  workers: 1,
  timeout: 900_000,
  reporter: 'list',
})
