import * as fc from 'fast-check'

/**
 * The same examples at every run, so a commit passes or fails for good. The models try others, and more of them, with
 * `PROPERTY_RUNS=25000 PROPERTY_SEED=7 npx vitest run src/wizard/visit src/proxy/visits --testTimeout=0`.
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) })

/** Number of runs of a model. `npm run everything` makes more. */
export const modelRuns = Number(process.env['PROPERTY_RUNS'] ?? 300)

/** Number of hostile requests, or messages, of each kind. `npm run everything` sends more. */
export const hostileRuns = Number(process.env['HOSTILE_RUNS'] ?? 150)
