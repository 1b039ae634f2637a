import { defineConfig } from 'playwright/test'

/** One after another: they measure the machine's whole time. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../.results/benchmarks',
  workers: 1,
  timeout: 300_000,
  reporter: 'list',
})
