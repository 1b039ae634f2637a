import { type KeyObject } from 'node:crypto'
import { type Partner } from '../partners/partners.ts'
import { type UpstreamAccount } from '../upstream/upstream.ts'

export interface ProxyConfiguration {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly upstream: UpstreamAccount
  /** Said on the wizard's page, so that nobody takes the stand-in for ConnectFi. */
  readonly isSandbox: boolean
  /** The first signs; the others still verify. */
  readonly sessionSecrets: readonly string[]
  /** Where the wizard is reached from outside; undefined in sandbox mode, where it is wherever it was asked for. */
  readonly publicOrigin: string | undefined
  /** For each address; 0 switches guest sessions off. */
  readonly guestSessionsPerMinute: number
  readonly partners: readonly Partner[]
  /** Private keys on P-256 that sign receipts: the first signs, the public halves of all are published. */
  readonly receiptKeys: readonly KeyObject[]
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  readonly maxFileBytes: number
  /** At once, in this process. */
  readonly maxUploads: number
  /** How long a caller may pause in the middle of a body; over each such span it has a least rate (`BodyPace`). */
  readonly uploadIdleMs: number
  /** For any request, from its head to the end of its answer. */
  readonly requestMs: number
  /** How long the rest of a body is read that has been answered before its end. */
  readonly discardMs: number
  /** How long requests in flight have when the proxy closes. */
  readonly drainMs: number
  /** For an answer of the upstream, from the request's last byte to the answer's. */
  readonly upstreamTimeoutMs: number
  /** Where replicas share what must be remembered; undefined keeps it in this process. */
  readonly redisUrl: string | undefined
  readonly logLevel: string
  /** The built wizard. */
  readonly wizardDir: string
}
