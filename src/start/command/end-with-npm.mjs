const lookEveryMs = 500

/**
 * Sends SIGTERM to this process when the npm that runs it has ended. npm passes a signal only to the shell between them.
 * Debian's shell (dash 0.5.12) ends without passing it on, so the server or the tests would go on alone.
 */
export function endWithNpm() {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, lookEveryMs)
  watch.unref()
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    // Ctrl-C reaches every process of the terminal: npm ends at once, but the server is already closing.
    process.once(signal, () => {
      clearInterval(watch)
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    })
  }
}
