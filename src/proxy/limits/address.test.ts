import { expect, it } from 'vitest'
import { networkOf } from './address.ts'

it.each([
  ['an IPv4 address', '192.0.2.1', '192.0.2.1'],
  ['one with a port, as Azure writes it', '192.0.2.1:50000', '192.0.2.1'],
  ['an IPv4 caller of a server on ::', '::ffff:192.0.2.1', '192.0.2.1'],
  ['an IPv6 address', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['another one of the same /64', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['one with a port', '[2001:db8:1:2::9]:50000', '2001:db8:1:2::/64'],
  ['one that is short', '::1', '0:0:0:0::/64'],
  ['what is no address', 'unknown', 'unknown'],
])('%s is counted by its network: %s', (_what, address, network) => {
  expect(networkOf(address)).toBe(network)
})
