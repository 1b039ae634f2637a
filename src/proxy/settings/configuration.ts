import { type KeyObject } from 'node:crypto'
import { type RequestLimits } from '../limits/request-limits.ts'
import { type UploadLimits } from '../limits/upload-shares.ts'
import { type Partner } from '../partners/partners.ts'
import { type ScannerOptions } from '../scanning/scan.ts'
import { type UpstreamAccount } from '../upstream/upstream.ts'

export interface ProxyConfiguration {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly upstream: UpstreamAccount
  /** The wizard's page shows it, so that nobody takes the sandbox for ConnectFi. */
  readonly isSandbox: boolean
  /** The first signs. All of them verify. */
  readonly sessionSecrets: readonly string[]
  /** The origin at which browsers find the wizard. In sandbox mode it may be undefined: then it is the host they ask. */
  readonly publicOrigin: string | undefined
  /** Every host below the public origin's has https too, so browsers may be told never to use anything else there. */
  readonly hasHttpsSubdomains: boolean
  /** For each address. 0 switches guest sessions off. */
  readonly guestSessionsPerMinute: number
  /** How many document IDs may be made for a customer in a time, given-up ones too. 0 is any number. */
  readonly documentsPerHour: number
  readonly documentsPerDay: number
  readonly partners: readonly Partner[]
  /** Whether webhooks may go to private and loopback addresses, and over plain http. */
  readonly allowsPrivateWebhooks: boolean
  /** Private keys on P-256. The first signs receipts, and the public halves of all are published. */
  readonly receiptKeys: readonly KeyObject[]
  /** Addresses or networks, as Fastify's `trustProxy` takes them. Only their `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  readonly maxFileBytes: number
  /** How many uploads this process takes at the same time. */
  readonly maxUploads: number
  /** How long a caller may pause in the middle of a body. Over each such span the body has a least rate (`BodyPace`). */
  readonly uploadIdleMs: number
  /** The longest that a request may take, from its head to the end of its answer. */
  readonly requestMs: number
  /** How long the rest of a body is read when its request has been answered. */
  readonly discardMs: number
  /** Where health and metrics are, if they have a port of their own. */
  readonly adminPort: number | undefined
  /** How long the proxy says that it is about to stop before it takes no new connections. */
  readonly drainDelayMs: number
  /** How long requests in flight have when the proxy closes. */
  readonly drainMs: number
  /** The longest that a login or a generate may take, and each step of an upload: taking more bytes, or answering. */
  readonly upstreamTimeoutMs: number
  /** How many generates are at ConnectFi at the same time. As many wait. */
  readonly maxGenerates: number
  /** The pause after a login that ConnectFi has refused. It doubles with each in a row. */
  readonly loginPauseMs: number
  /** How many calls in a row may fail before none is made for a while. 0 is any number. */
  readonly mostUpstreamFailures: number
  /** Undefined scans nothing. */
  readonly scanner: ScannerOptions | undefined
  /** Over these, new requests are refused. 0 is any delay, and any size. */
  readonly maxEventLoopDelayMs: number
  readonly maxMemoryBytes: number
  /** How long a connection may stay idle between two requests. */
  readonly keepAliveMs: number
  /** Of a store in this process. */
  readonly maxStoreBytes: number
  readonly requestLimits: RequestLimits
  readonly uploadLimits: UploadLimits
  /** The Redis that replicas share. Undefined keeps the store in this process. */
  readonly redisUrl: string | undefined
  readonly logLevel: string
  /** The folder of the built wizard. */
  readonly wizardDir: string
}
