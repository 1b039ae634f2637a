import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecret } from '../../src/proxy/sessions/derived-key.ts'
import { freePort } from '../../src/proxy/testing/free-ports.ts'
import { endWithUs } from '../../src/testing/end-with-us.ts'
import { answering } from '../support/answering.ts'
import { deployed } from '../support/deployed.ts'

const root = join(import.meta.dirname, '..', '..')

export interface RunningServer {
  readonly origin: string
  readonly pid: number
  readonly close: () => Promise<void>
}

/** The upstream of the proxy and of nginx, in a process of its own. */
export async function startUpstream(): Promise<RunningServer> {
  const child = fork(join(import.meta.dirname, 'upstream.mjs'))
  const [port] = (await once(child, 'message')) as [number]
  return running(child, port)
}

interface StartOptions {
  /** For Node, before the server's file. */
  readonly options?: readonly string[]
  /** Beside the settings that all have. */
  readonly environment?: Readonly<Record<string, string>>
}

/** The server as built. */
export async function startProxy(
  upstream: string,
  { options = [], environment = {} }: StartOptions = deployed,
): Promise<RunningServer> {
  const port = await freePort()
  const child = spawn(process.execPath, [...options, join(root, 'dist', 'server', 'main.js')], {
    env: {
      PORT: String(port),
      NODE_ENV: 'production',
      // Otherwise no guest of this address gets a session.
      PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
      CONNECTFI_BASE_URL: upstream,
      CONNECTFI_LOGIN: 'login',
      CONNECTFI_PASSWORD: 'password',
      SESSION_SECRET: createSecret(),
      GUEST_SESSIONS: 'on',
      GUEST_SESSIONS_PER_MINUTE: '1000000',
      REQUESTS_PER_ADDRESS: '0',
      REQUESTS_PER_CUSTOMER: '0',
      REQUESTS_PER_PARTNER: '0',
      UPLOADS_PER_ADDRESS: '0',
      UPLOADS_PER_CUSTOMER: '0',
      UPLOADS_PER_PARTNER: '0',
      DOCUMENTS_PER_HOUR: '0',
      DOCUMENTS_PER_DAY: '0',
      // Other work of the machine must not make it refuse anything.
      MAX_EVENT_LOOP_DELAY_MS: '0',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const server = running(child, port)
  await answering(`${server.origin}/healthz`)
  return server
}

/** nginx with one worker process, as Node has one. It passes everything on as it comes. */
export async function startBareNginx(upstream: string): Promise<RunningServer> {
  const program = ['/usr/sbin/nginx', '/usr/bin/nginx', '/opt/homebrew/bin/nginx'].find(existsSync)
  if (!program) throw new Error('nginx is missing: apt-get install nginx-light')
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'))
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  const configuration = `
    daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 1024; }
    http {
      access_log off; client_max_body_size 20m; ${temporary}
      upstream connectfi { server ${new URL(upstream).host}; keepalive 64; }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://connectfi; proxy_http_version 1.1; proxy_set_header Connection "";
          proxy_request_buffering off;
        }
      }
    }`
  await writeFile(join(folder, 'nginx.conf'), configuration)
  const child = spawn(program, ['-p', folder, '-c', 'nginx.conf', '-e', `${folder}/error.log`], {
    stdio: 'inherit',
  })
  const server = running(child, port, 'SIGTERM')
  await answering(`${server.origin}/healthz`)
  const [worker] = (await readFile(`/proc/${String(server.pid)}/task/${String(server.pid)}/children`, 'utf8'))
    .trim()
    .split(' ')
  return {
    ...server,
    pid: Number(worker),
    close: async () => {
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}

function running(child: ChildProcess, port: number, signal?: NodeJS.Signals): RunningServer {
  endWithUs(child, signal)
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    close: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}
