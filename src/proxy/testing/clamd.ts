import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { endWithUs } from '../../testing/end-with-us.ts'
import { type ClamdAddress } from '../scanning/scan.ts'
import { freePort } from './free-ports.ts'

/** The one signature that a test's clamd knows. */
const marker = 'a-signature-for-tests-alone'
/** clamd says so of signatures that are not ClamAV's. */
export const signatureName = 'Test.Marker.UNOFFICIAL'

export interface Clamd {
  readonly tcp: ClamdAddress
  readonly socket: ClamdAddress
  stop(): Promise<void>
}

/** Starts a clamd on this machine that looks for one signature of our own. ClamAV's lists have to be fetched. */
export async function startClamd(): Promise<Clamd> {
  const folder = await mkdtemp(join(tmpdir(), 'clamd-test-'))
  const [port, path] = [await freePort(), join(folder, 'clamd.ctl')]
  await mkdir(join(folder, 'signatures'))
  // Name, any type of file, any place in it, bytes.
  const signature = `Test.Marker:0:*:${Buffer.from(marker).toString('hex')}\n`
  await writeFile(join(folder, 'signatures', 'test.ndb'), signature)
  const settings = [
    'Foreground yes',
    `DatabaseDirectory ${join(folder, 'signatures')}`,
    `TemporaryDirectory ${folder}`,
    'TCPAddr 127.0.0.1',
    `TCPSocket ${port}`,
    `LocalSocket ${path}`,
  ]
  await writeFile(join(folder, 'clamd.conf'), settings.join('\n'))
  const child = endWithUs(
    spawn('/usr/sbin/clamd', [`--config-file=${join(folder, 'clamd.conf')}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  )
  let isOver = false
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      isOver = true
      resolve()
    })
  })
  const address = { host: '127.0.0.1', port }
  while (!(await answers(address))) {
    if (isOver) throw new Error('clamd ended at its start')
    await wait(20)
  }
  return {
    tcp: address,
    socket: { path },
    async stop() {
      child.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function answers({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** The same JPEG with the signature in a comment behind its first marker (ITU-T T.81, B.2.4.5). */
export function withSignature(jpeg: Buffer): Buffer<ArrayBuffer> {
  const comment = Buffer.from(`\u00FF\u00FE\0\0a picture with ${marker} in it`, 'latin1')
  comment.writeUInt16BE(comment.length - 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)])
}
