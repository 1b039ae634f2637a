import { defineConfig } from 'playwright/test'

/** The benchmarks run one after another, because each measures the whole machine. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../.results/benchmarks',
  workers: 1,
  timeout: 300_000,
  reporter: 'list',
})
