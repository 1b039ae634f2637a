import { defineConfig } from 'playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '*.soak.ts',
  outputDir: '../.results/soak',
  workers: 1,
  // It ends by its count. This is for a machine on which it doesn't.
  timeout: 1_800_000,
  reporter: 'list',
})
