import { type HostAddress } from '../../embed/frame/host-window.ts'

/** The host page that this page's address names, and the partner's origins that the proxy wrote into it. */
export function hostAddress(): HostAddress {
  const meta = document.querySelector('meta[name="host-origins"]')
  return {
    hostOrigin: new URLSearchParams(window.location.search).get('origin'),
    allowedOrigins: meta?.getAttribute('content')?.split(' ') ?? [],
  }
}
