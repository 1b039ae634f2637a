const lookEveryMs = 500

/**
 * Ends this process, as by SIGTERM, when the npm that runs it is gone. npm passes a signal on to the shell between
 * them, and Debian's (dash 0.5.12) dies of it without passing it on: server or tests would go on alone.
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
    // Ctrl-C reaches every process of the terminal: npm is gone at once, and the server is already closing.
    process.once(signal, () => {
      clearInterval(watch)
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    })
  }
}
