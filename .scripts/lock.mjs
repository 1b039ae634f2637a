import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { mkdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode, root } from './project.mjs'
import { signals } from './run.mjs'

const folder = join(root, '.cache')
const lock = join(folder, 'lock')
const heartbeatMs = 1_000
const deadAfterMs = 15_000
const pollMs = 200

/** What systems answer to renaming a folder onto one that holds something. */
const takenCodes = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'])

/**
 * Runs `work` while no other process of this working copy runs its own: `npm start` and `npm test`, begun together
 * on a fresh clone, install and build once.
 *
 * The lock is a folder that comes and goes by renaming, so that it is never seen half made. Its holder touches it
 * every second; one that nobody touches was left behind by a killed process and is moved aside. A process ID would
 * tell that sooner, and wrongly: IDs are used again, and mean nothing across containers that share the folder.
 *
 * @template Result
 * @param {() => Promise<Result>} work
 */
export async function locked(work) {
  const held = await acquire()
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(join(lock, 'owner'), now, now).catch(() => {})
  }, heartbeatMs)
  process.on('exit', held.release)
  const leave = (/** @type {NodeJS.Signals} */ signal) => {
    // Whoever else listens has a program to end first, and exits afterwards.
    if (process.listenerCount(signal) === 1) process.exit(128 + constants.signals[signal])
  }
  for (const signal of signals) process.on(signal, leave)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    process.off('exit', held.release)
    for (const signal of signals) process.off(signal, leave)
    held.release()
  }
}

async function acquire() {
  const token = randomUUID()
  const mine = `${lock}-${token}`
  await mkdir(mine, { recursive: true })
  await writeFile(join(mine, 'owner'), token)
  const release = () => {
    try {
      if (readFileSync(join(lock, 'owner'), 'utf8') === token) renameSync(lock, mine)
    } catch {
      // Taken for dead and moved aside: it is not ours any more.
    }
    rmSync(mine, { recursive: true, force: true })
  }

  let watched = { state: '', sinceMs: performance.now() }
  let hasSpoken = false
  for (;;) {
    try {
      await rename(mine, lock)
      return { release }
    } catch (error) {
      if (!takenCodes.has(errorCode(error))) throw error
    }
    if (!hasSpoken) console.log('Waiting for another command of this project that is installing or building.')
    hasSpoken = true
    const { state, owner } = await lookAt()
    if (state !== watched.state) watched = { state, sinceMs: performance.now() }
    // Named after the dead owner and left there: whoever judged by the same look can't move its successor aside.
    else if (performance.now() - watched.sinceMs > deadAfterMs) {
      await rename(lock, `${lock}-dead-${owner}`).catch(() => {})
    }
    await delay(pollMs)
  }
}

async function lookAt() {
  try {
    const path = join(lock, 'owner')
    const [owner, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    return { state: `${owner} ${mtimeMs}`, owner }
  } catch {
    return { state: '', owner: 'unknown' }
  }
}
