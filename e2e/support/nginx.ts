import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { endWithUs } from '../../src/testing/end-with-us.ts'

const deployed = join(import.meta.dirname, '..', '..', '.deploy', 'nginx.conf')

export interface RunningNginx {
  /** What it has said. Nothing, if all is well. */
  readonly said: () => string
  stop(): Promise<number | null>
}

/** Starts nginx by the project's file, with other addresses and folders, and a certificate of its own. */
export async function startNginx(
  folder: string,
  { replicas, https, http }: { replicas: readonly [number, number]; https: number; http: number },
): Promise<RunningNginx> {
  await mkdir(join(folder, 'tls'))
  const [certificate, key] = [join(folder, 'tls', 'certificate.pem'), join(folder, 'tls', 'key.pem')]
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const subject = ['-subj', '/CN=uploads.example', '-days', '1', '-keyout', key, '-out', certificate]
  await promisify(execFile)('openssl', [...request, ...subject])
  const changes = {
    '/tmp/': `${folder}/nginx/`,
    'proxy-1:4300': `127.0.0.1:${replicas[0]}`,
    'proxy-2:4300': `127.0.0.1:${replicas[1]}`,
    'listen 80;': `listen 127.0.0.1:${http};`,
    'listen 443 ': `listen 127.0.0.1:${https} `,
    '/etc/nginx/tls/': `${folder}/tls/`,
  }
  const configuration = Object.entries(changes).reduce(
    (text, [theirs, ours]) => {
      if (!text.includes(theirs)) throw new Error(`nginx.conf has no “${theirs}”.`)
      return text.replaceAll(theirs, ours)
    },
    readFileSync(deployed, 'utf8'),
  )
  await mkdir(join(folder, 'nginx'))
  await writeFile(join(folder, 'nginx.conf'), configuration)
  const options = ['-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', 'daemon off;']
  // Killed at once, it would leave its workers behind.
  return running(endWithUs(spawn('/usr/sbin/nginx', options), 'SIGTERM'))
}

function running(child: ChildProcess): RunningNginx {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const exitCode = once(child, 'exit').then(([code]) => code as number | null)
  return {
    said: () => said,
    stop() {
      child.kill()
      return exitCode
    },
  }
}
