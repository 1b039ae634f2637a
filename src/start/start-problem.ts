/** A problem that the operator can solve. It is printed in one line. Any other error at the start keeps its stack. */
export class StartProblem extends Error {
  readonly code = 'startProblem'
}

/**
 * Translates an error of listening into a `StartProblem`, and returns any other error as it is. `variable` sets the port.
 * `host` is undefined if no variable sets it.
 */
export function listenProblem(error: unknown, variable: string, port: number, host?: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  const isListening = syscall === 'listen' || syscall === 'bind' || syscall === 'getaddrinfo'
  if (!isListening || code === undefined) return error
  const problem = (text: string) => new StartProblem(text, { cause: error })
  switch (code) {
    case 'EADDRINUSE':
      return problem(`Port ${port} is taken: set ${variable} to a free one.`)
    case 'EACCES':
      return problem(`Port ${port} may not be used: set ${variable} to one above 1023.`)
    default:
      return host === undefined
        ? error
        : problem(`Nothing can listen on ${host} (${code}): set HOST to an address of this machine.`)
  }
}

/** Translates an error of the file system. Undefined for any other error. */
export function folderProblem(error: unknown, dir: string): StartProblem | undefined {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === undefined || path === undefined) return undefined
  return new StartProblem(
    `The folder ${dir} can't be used (${code}): set SANDBOX_DIR to one that can be written to.`,
    { cause: error },
  )
}
