const firstPauseMs = 5_000
const longestPauseMs = 4 * 60 * 60_000
const triedMs = 3 * 24 * 60 * 60_000

/** When the next attempt is due, after so many. The pauses double. Undefined after three days. */
export function nextAttempt(attempts: number, since: number, now: number): number | undefined {
  const end = since + triedMs
  if (now >= end) return undefined
  return Math.min(end, now + Math.min(longestPauseMs, firstPauseMs * 2 ** (attempts - 1)))
}
