import * as fc from 'fast-check'
import { afterEach, vi } from 'vitest'

/**
 * Runs before each file of tests. Examples are the same at every run, so a commit passes or fails for good. The models try
 * others, and more of them, with
 * `PROPERTY_RUNS=25000 PROPERTY_SEED=7 npx vitest run src/wizard/visit src/proxy/visits --testTimeout=0`.
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) })

// Files share a process, and Vitest itself puts things back only before the next test, which is after the next `beforeAll`.
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})
