import { isIP, isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Azure's gateways write `192.0.2.1:50000` and `[2001:db8::1]:50000` into X-Forwarded-For. */
const withPort = /^(?:\[([\d.:a-f]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/i

/**
 * An address with or without a port. A server that listens on `::` sees IPv4 callers as `::ffff:192.0.2.1` (RFC 4291,
 * 2.5.5.2): that is their IPv4 address. Undefined if the text is no address.
 */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = withoutPort(text)
  return isIP(bare) === 0 ? undefined : ipaddr.process(bare)
}

export function withoutPort(text: string): string {
  const [, v6, v4] = withPort.exec(text) ?? []
  return v6 ?? v4 ?? text
}

/**
 * What an address is counted as. One IPv6 subscriber has a whole /64 (RFC 6177), and could take a new address for each
 * request: the /64 is counted.
 */
export function networkOf(text: string): string {
  if (isIPv4(text)) return text
  const address = parseAddress(text)
  if (!address) return text
  return address instanceof ipaddr.IPv6
    ? `${address.toNormalizedString().split(':', 4).join(':')}::/64`
    : address.toString()
}
