import { lookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** The host is no address of the public internet. */
export class AddressRefused extends Error {}

/** Whether an address is one of the public internet: not private, loopback, link-local, nor mapped from IPv4 or to it. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'unicast'
}

/** Whether a URL's host is an address, and not a public one. Node looks up no addresses, so `publicLookup` can't see it. */
export function namesPrivateAddress({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return isIP(host) > 0 && !isPublicAddress(host)
}

/**
 * Looks up as Node does, and fails with `AddressRefused` if any address is not public. The connection goes to what was
 * checked. A check before the call would leave time for another answer (DNS rebinding).
 */
export function publicLookup(resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const [first] = addresses ?? []
      if (error) return done(error, '')
      if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
        return done(new AddressRefused('The address is not public'), '')
      }
      return options.all ? done(null, addresses) : done(null, first.address, first.family)
    })
  }
}
