/**
 * What the wizard asks of a page that embeds it is two directives: its script may run, its frame may stand. All else
 * is the bank's own. `'none'` for Trusted Types says that neither the page nor the SDK makes any markup or address
 * of a script from text.
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
