/**
 * The headers of every answer. The wizard needs two directives from a page that embeds it: one for its script, and one
 * for its frame. The rest is the bank's own. `trusted-types 'none'` works because neither the page nor the SDK makes
 * markup or a script's address from text.
 */
export function pageHeaders(wizardOrigin: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${wizardOrigin}`,
    `frame-src ${wizardOrigin}`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
}
