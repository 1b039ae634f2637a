/** `AbortSignal.throwIfAborted`, which Safari before 15.4 and Chrome before 100 don't have. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortReason(signal)
}

/** The signal's reason. Browsers older than 2022 keep none, so there it is an `AbortError`. */
export function abortReason(signal: AbortSignal): Error {
  return (signal.reason as Error | undefined) ?? new DOMException('The operation was aborted.', 'AbortError')
}

/** Settles as `work` does, or rejects with the signal's reason as soon as that aborts. The work itself goes on. */
export function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
    work.finally(() => signal.removeEventListener('abort', abort)).then(resolve, reject)
  })
}
