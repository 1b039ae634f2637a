import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorCode, root } from './project.mjs'

const name = `akepa-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`
const file = join(tmpdir(), name)
/** @type {Partial<Record<NodeJS.Platform, string>>} */
const withoutFile = { linux: `\0${name}`, win32: `\\\\.\\pipe\\${name}` }
const address = withoutFile[process.platform] ?? file

/**
 * Runs `work` while no other process of this working copy runs its own. So `npm start` and `npm test` install and build
 * only once if they begin together in a fresh clone. The lock is a local socket, because the system releases it however
 * the process ends.
 *
 * @template Result
 * @param {() => Promise<Result>} work
 */
export async function locked(work) {
  let release = await take()
  if (!release) console.log('Waiting for another command of this project that is installing or building.')
  for (; !release; release = await take()) await released()
  try {
    return await work()
  } finally {
    release()
  }
}

/** @returns A function that releases the lock, or undefined if another process has it. */
async function take() {
  /** @type {Set<import('node:net').Socket>} */
  const waiting = new Set()
  const server = createServer((socket) => waiting.add(socket.on('error', () => {})))
  try {
    await once(server.listen(address), 'listening')
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error
    return undefined
  }
  return () => {
    server.close()
    for (const socket of waiting) socket.destroy()
  }
}

/** Waits until the process that holds the lock releases it. */
async function released() {
  const holder = connect(address)
  holder.resume().once('error', (error) => {
    // On systems where sockets are files, the file stays behind when its process is killed.
    if (errorCode(error) === 'ECONNREFUSED') rmSync(file, { force: true })
  })
  await new Promise((resolve) => holder.once('close', resolve))
}
