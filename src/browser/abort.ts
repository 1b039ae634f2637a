/** AbortSignal.throwIfAborted, which Safari has since 15.4 and Chrome since 100. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortReason(signal)
}

/** The signal's reason; browsers older than 2022 keep none. */
export function abortReason(signal: AbortSignal): Error {
  return (signal.reason as Error | undefined) ?? new DOMException('The operation was aborted.', 'AbortError')
}
