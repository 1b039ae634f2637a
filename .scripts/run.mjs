import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { basename } from 'node:path'
import { root } from './project.mjs'

const isWindows = process.platform === 'win32'
export const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
const killAfterMs = 10_000

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(text: string) => void} [print] gets the output, which is shown at once without it
 */

/**
 * Runs a program in the project's folder, shows its output, and answers its exit code (127 if it could not be started).
 * The program has a process group of its own, and nothing of the group is left when this returns. A signal to this process
 * ends the group first.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export async function run(command, args, { env = process.env, print } = {}) {
  const output = print ? 'pipe' : 'inherit'
  const child = spawn(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', output, output],
    detached: !isWindows,
  })
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', print ?? (() => {}))
  const kill = (/** @type {NodeJS.Signals} */ signal) => {
    if (child.pid === undefined) return
    try {
      if (isWindows) child.kill(signal)
      else process.kill(-child.pid, signal)
    } catch {
      // Nothing of the group is left.
    }
  }
  /** @type {NodeJS.Signals | undefined} */
  let stoppedBy
  const stop = (/** @type {NodeJS.Signals} */ signal) => {
    stoppedBy ??= signal
    kill(signal)
    setTimeout(() => kill('SIGKILL'), killAfterMs).unref()
  }

  for (const signal of signals) process.on(signal, stop)
  const closed = new Promise((resolve) => child.once('close', resolve))
  /** @type {number} */
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (exitCode) => resolve(exitCode ?? 1))
  })
  kill('SIGKILL')
  await closed
  for (const signal of signals) process.off(signal, stop)
  if (stoppedBy) process.exit(128 + constants.signals[stoppedBy])
  return code
}

/**
 * Runs npm. If npm runs this command, it is the same npm.
 *
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export async function npm(args, options) {
  const running = process.env['npm_execpath'] ?? ''
  if (basename(running).startsWith('npm')) return run(process.execPath, [running, ...args], options)
  return run('npm', args, options)
}

/**
 * Ends this command with exit code 1 and a message for a person, without a stack trace.
 *
 * @param {string} message
 */
export function giveUp(message) {
  console.error(`\n${message}`)
  process.exit(1)
}
