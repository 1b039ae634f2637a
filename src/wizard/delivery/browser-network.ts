import { abortReason, throwIfAborted } from '../../browser/abort.ts'
import { pauseMs } from '../api/pause.ts'
import { type Network } from './deliver.ts'

export const browserNetwork: Network = {
  isOnline: () => navigator.onLine,
  whenOnline: (limitMs, signal) =>
    settled(signal, (done) => {
      window.addEventListener('online', done)
      const stopWaiting = after(limitMs, done)
      return () => {
        window.removeEventListener('online', done)
        stopWaiting()
      }
    }),
  wait: (ms, signal) => settled(signal, (done) => after(ms, done)),
  pause: (ms, signal) => settled(signal, (done) => after(pauseMs(ms), done)),
  random: Math.random,
  now: () => performance.now(),
}

function settled(signal: AbortSignal, begin: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    throwIfAborted(signal)
    const abort = () => {
      stop()
      reject(abortReason(signal))
    }
    const stop = begin(() => {
      stop()
      signal.removeEventListener('abort', abort)
      resolve()
    })
    signal.addEventListener('abort', abort, { once: true })
  })
}

function after(ms: number, done: () => void): () => void {
  const timer = setTimeout(done, ms)
  return () => clearTimeout(timer)
}
