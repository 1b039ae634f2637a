/**
 * Whether a `Host` header names this machine. A site can have its own name lead to this machine (DNS rebinding). Its page
 * then reads what is here as its own, and sends that name.
 */
export function isOwnHost(host: string | undefined): boolean {
  return /^(?:(?:[a-z\d-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host ?? '')
}
