/** Said to the operator in one line; everything else that goes wrong at the start is a bug and keeps its stack. */
export class StartProblem extends Error {
  readonly code = 'startProblem'
}

/** What listening fails with, in the operator's words; `host` where they have chosen it. Anything else stays as it is. */
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

/** What the file system refuses; undefined where it was something else. */
export function folderProblem(error: unknown, dir: string): StartProblem | undefined {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === undefined || path === undefined) return undefined
  return new StartProblem(
    `The folder ${dir} can't be used (${code}): set SANDBOX_DIR to one that can be written to.`,
    { cause: error },
  )
}
