/**
 * What a page of ours may do: load its own files, talk to its own origin, show pictures it made itself. The
 * worker is started through the Trusted Types policy `wizard`.
 */
const pageDirectives = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types wizard',
]
const apiPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Nothing needs a permission: the camera opens through a file input, which asks for none. */
export const permissions = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
]

const secondsPerYear = 31_536_000

/** `frameAncestors` are the exact origins that may show the page in a frame; none keeps it out of every frame. */
export function pagePolicy(frameAncestors: readonly string[]): string {
  const ancestors = frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')
  return [...pageDirectives, `frame-ancestors ${ancestors}`].join('; ')
}

/** The headers of every answer. A route that serves a page loosens the policy and the caching, and nothing else. */
export function securityHeaders(publicOrigin: string | undefined): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': apiPolicy,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': permissions.map((name) => `${name}=()`).join(', '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // Not on plain http, where it would lock people out.
    ...(publicOrigin?.startsWith('https:') && { 'Strict-Transport-Security': `max-age=${secondsPerYear}` }),
  }
}
