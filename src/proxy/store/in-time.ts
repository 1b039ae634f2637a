/** Whoever waits for an answer is told within a second that there is none. */
const answerMs = 800

/**
 * Fails if a command of Redis has no answer in time. A process that was busy for so long reads what has come meanwhile
 * before it gives up: Node reads sockets between its timers and its immediates.
 */
export async function inTime<Result>(command: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(new Error('Redis has not answered'))
    timer = setTimeout(() => setImmediate(giveUp), answerMs)
  })
  try {
    return await Promise.race([command, late])
  } finally {
    clearTimeout(timer)
  }
}
