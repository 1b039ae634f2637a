import { vi } from 'vitest'

/** Repeats an assertion until it holds, long enough for a busy machine. */
export const eventually = (assertion: () => unknown) =>
  vi.waitFor(assertion, { timeout: 20_000, interval: 10 })
