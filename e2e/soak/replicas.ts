import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WebSocket } from 'undici'
import { createPartnerKey } from '../../src/proxy/partners/partner-key.ts'
import { createReceiptKey } from '../../src/proxy/partners/receipts/receipt-keys.ts'
import { createSecret } from '../../src/proxy/sessions/derived-key.ts'
import { freePorts } from '../../src/proxy/testing/free-ports.ts'
import { type RedisServer, startRedis } from '../../src/proxy/testing/stores/redis-server.ts'
import { type TestSandbox } from '../../src/testkit/testkit.ts'
import { endWithUs } from '../../src/testing/end-with-us.ts'
import { answering } from '../support/answering.ts'
import { deployed } from '../support/deployed.ts'
import { startNginx } from '../support/nginx.ts'

const root = join(import.meta.dirname, '..', '..')

/** A deployment as the guide has it: two replicas, Redis, nginx with TLS. */
export interface Deployment {
  readonly origin: string
  /** Where the first replica is without nginx. It is never killed. */
  readonly replicaOrigin: string
  readonly apiKey: string
  /** Kills the second replica and starts it again. */
  killReplica(): Promise<void>
  /** Kills Redis and starts it again with what it had written. */
  restartRedis(): Promise<void>
  /**
   * Bytes of memory of the first replica, which is never killed, right after it has collected its garbage. Until V8 does that by
   * itself, the heap grows to three times of what lives in it.
   */
  memory(): Promise<number>
  close(): Promise<void>
}

class Replica {
  readonly origin: string
  readonly #environment: Readonly<Record<string, string>>
  readonly #inspector: string
  #child: ChildProcess | undefined

  constructor(port: number, inspectorPort: number, environment: Readonly<Record<string, string>>) {
    this.origin = `http://127.0.0.1:${port}`
    this.#inspector = `127.0.0.1:${inspectorPort}`
    this.#environment = { ...environment, PORT: String(port) }
  }

  async memory(): Promise<number> {
    const answer = await fetch(`http://${this.#inspector}/json/list`)
    const [{ webSocketDebuggerUrl }] = (await answer.json()) as [{ webSocketDebuggerUrl: string }]
    const socket = new WebSocket(webSocketDebuggerUrl)
    await once(socket, 'open')
    socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }))
    await once(socket, 'message')
    socket.close()
    const status = await readFile(`/proc/${this.#child?.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
  }

  async start(): Promise<void> {
    const inspected = [`--inspect=${this.#inspector}`, '--inspect-publish-uid=http']
    const program = [...deployed.options, ...inspected, join(root, 'dist', 'server', 'main.js')]
    this.#child = endWithUs(
      spawn(process.execPath, program, {
        cwd: '/',
        env: this.#environment,
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    )
    await answering(`${this.origin}/readyz`, ({ ok }) => ok)
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
}

interface DeploymentOptions {
  readonly sandbox: TestSandbox
  /** The partner's endpoint. */
  readonly webhookUrl: string
  readonly webhookSecret: string
}

export async function startDeployment(folder: string, options: DeploymentOptions): Promise<Deployment> {
  const { sandbox, webhookUrl, webhookSecret } = options
  const [one = 0, other = 0, https = 0, http = 0, redisPort = 0, ...inspectors] = await freePorts(7)
  const origin = `https://127.0.0.1:${https}`
  const { apiKey, sha256 } = createPartnerKey()
  const written = async (name: string, text: string) => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  await mkdir(join(folder, 'redis'))
  const openRedis = () =>
    startRedis(redisPort, {
      dir: join(folder, 'redis'),
      appendonly: 'yes',
      appendfsync: 'everysec',
      'maxmemory-policy': 'noeviction',
    })
  let redis: RedisServer = await openRedis()
  const acme = { id: 'acme', displayName: 'Acme Bank', apiKeySha256: [sha256], webhookUrl, webhookSecret }
  const environment = {
    ...deployed.environment,
    NODE_ENV: 'production',
    PUBLIC_ORIGIN: origin,
    CONNECTFI_BASE_URL: sandbox.origin,
    CONNECTFI_LOGIN: sandbox.login,
    CONNECTFI_PASSWORD: sandbox.password,
    SESSION_SECRET: createSecret(),
    RECEIPT_KEY_FILE: await written(
      'receipt-key.pem',
      createReceiptKey().export({ format: 'pem', type: 'pkcs8' }).toString(),
    ),
    PARTNERS_FILE: await written('partners.json', JSON.stringify({ partners: [acme] })),
    REDIS_URL: redis.url,
    TRUST_PROXY: 'loopback',
    GUEST_SESSIONS: 'on',
    PRIVATE_WEBHOOKS: 'on',
    // Some calls never get an answer of the sandbox.
    UPSTREAM_TIMEOUT_SECONDS: '5',
    LOG_LEVEL: 'silent',
  }
  const replicas = [one, other].map((port, index) => new Replica(port, inspectors[index] ?? 0, environment))
  const [first, second] = replicas
  if (!first || !second) throw new TypeError('There are two')
  await Promise.all(replicas.map((replica) => replica.start()))
  const nginx = await startNginx(folder, { replicas: [one, other], https, http })
  await answering(`http://127.0.0.1:${http}/`, ({ status }) => status === 308)
  return {
    origin,
    replicaOrigin: first.origin,
    apiKey,
    async killReplica() {
      await second.end('SIGKILL')
      await second.start()
    },
    async restartRedis() {
      await redis.stop()
      redis = await openRedis()
    },
    memory: () => first.memory(),
    async close() {
      await nginx.stop()
      for (const replica of replicas) await replica.end('SIGTERM')
      await redis.stop()
    },
  }
}
