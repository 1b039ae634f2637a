import { type Network } from './deliver.ts'

export const browserNetwork: Network = {
  // Only its "no" can be trusted: a browser says it is online when it has any network at all.
  isOnline: () => navigator.onLine,
  whenOnline: (signal) => settled(signal, (done) => on(window, 'online', done)),
  wait: (ms, signal) =>
    settled(signal, (done) => {
      const timer = setTimeout(done, ms)
      return () => clearTimeout(timer)
    }),
  random: Math.random,
  now: () => performance.now(),
}

function settled(signal: AbortSignal, begin: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const abort = () => {
      stop()
      reject(signal.reason as Error)
    }
    const stop = begin(() => {
      stop()
      signal.removeEventListener('abort', abort)
      resolve()
    })
    signal.addEventListener('abort', abort, { once: true })
  })
}

function on(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener)
  return () => target.removeEventListener(type, listener)
}
