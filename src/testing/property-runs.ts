/** Number of runs of a model. `npm run everything` makes more. */
export const modelRuns = Number(process.env['PROPERTY_RUNS'] ?? 300)

/** Number of hostile requests, or messages, of each kind. `npm run everything` sends more. */
export const hostileRuns = Number(process.env['HOSTILE_RUNS'] ?? 75)
