/**
 * A page of ours may load its own files, talk to its own origin and show pictures it made itself. It starts the worker
 * through the Trusted Types policy `wizard`.
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

/** The wizard needs no permission, not even for the camera: a file input opens it. */
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

/** The policy of a page. `frameAncestors` are the exact origins that may show it in a frame: if empty, none may. */
export function pagePolicy(frameAncestors: readonly string[]): string {
  const ancestors = frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')
  return [...pageDirectives, `frame-ancestors ${ancestors}`].join('; ')
}

/** The headers of every answer. A route that serves a file loosens what that file needs, and nothing else. */
export function securityHeaders(
  publicOrigin: string | undefined,
  hasHttpsSubdomains: boolean,
): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': apiPolicy,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': permissions.map((name) => `${name}=()`).join(', '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // A server must not send it over plain http (RFC 6797, 7.2).
    ...(publicOrigin?.startsWith('https:') && {
      'Strict-Transport-Security': `max-age=${secondsPerYear}${hasHttpsSubdomains ? '; includeSubDomains' : ''}`,
    }),
  }
}
