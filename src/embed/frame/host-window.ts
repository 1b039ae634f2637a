import { type Versioned, type WindowMessage } from '../../contract/frame/bridge.ts'

/** Where the frame's host page is said to be, and where it may be. */
export interface HostAddress {
  /** The `origin` in this page's own address, where anybody can have written it. */
  readonly hostOrigin: string | null
  /** The partner's origins, which the proxy served with this page. */
  readonly allowedOrigins: readonly string[]
}

/** Tells the page around the frame, if it is one of the partner's, and nobody else. Answers whether it is. */
export function postToHost(message: WindowMessage, { hostOrigin, allowedOrigins }: HostAddress): boolean {
  if (hostOrigin === null || hostOrigin === '*' || !allowedOrigins.includes(hostOrigin)) return false
  window.parent.postMessage({ version: 1, ...message } satisfies Versioned<WindowMessage>, hostOrigin)
  return true
}
