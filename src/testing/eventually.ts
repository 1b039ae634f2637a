import { vi } from 'vitest'

/** Waits for what the assertion says to come true, long enough for a busy machine. */
export const eventually = (assertion: () => unknown) =>
  vi.waitFor(assertion, { timeout: 20_000, interval: 10 })
