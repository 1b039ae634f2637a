import { type ClamdAddress } from '../scanning/scan.ts'

/** Whether nothing sent to this host leaves the machine. `hostname` is as `URL` writes it. */
function isLoopback(hostname: string): boolean {
  return /^(?:(?:.*\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}

/**
 * What an origin is, and no more: a host of labels, or an address. The URL standard allows `*`, `;`, `'` and `"` in a
 * host. In a Content-Security-Policy these would let everybody in, or begin a directive of their own.
 */
const originPattern = /^https?:\/\/(?:[a-z\d_-]+(?:\.[a-z\d_-]+)*|\[[\d:a-f]+\])(?::\d+)?$/

export function isOrigin(text: string): boolean {
  return isHttpUrl(text) && new URL(text).origin === text && originPattern.test(text)
}

export function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === ''
}

export function isRedisUrl(text: string): boolean {
  return URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol)
}

/** The address of clamd: `tcp://` with host and port, or `unix:` with the path of its socket. */
export function parseClamdAddress(text: string): ClamdAddress | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, port, pathname, username, search, hash } = new URL(text)
  const rest = `${username}${search}${hash}`
  if (rest !== '') return undefined
  if (protocol === 'unix:' && hostname === '' && pathname.startsWith('/')) return { path: pathname }
  const isEmptyPath = pathname === '' || pathname === '/'
  if (protocol !== 'tcp:' || hostname === '' || port === '' || !isEmptyPath) return undefined
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) }
}

/** Whether what goes to this URL could be read on its way: it has no TLS, and leaves the machine. */
export function isPlain(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return ['http:', 'redis:', 'tcp:'].includes(protocol) && !isLoopback(hostname)
}
