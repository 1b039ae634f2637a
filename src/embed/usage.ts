import { type DocumentUploadErrorCode, type DocumentUploadOptions } from './options.ts'

/** Thrown by `mountDocumentUpload` for a mistake in its arguments; the page is then as it was. */
export class DocumentUploadError extends Error {
  declare readonly code: DocumentUploadErrorCode

  constructor(code: DocumentUploadErrorCode, message: string) {
    super(message)
    this.name = 'DocumentUploadError'
    this.code = code
  }
}

export function findTarget(target: string | Element): Element {
  const element = typeof target === 'string' ? document.querySelector(target) : target
  if (element instanceof Element) return element
  throw new DocumentUploadError(
    'targetNotFound',
    `The target is no element of this page: ${JSON.stringify(target)}.`,
  )
}

/** The wizard's origin and the frame's address, from options that may come from untyped code. */
export function frameAddress(options: DocumentUploadOptions): { origin: string; src: string } {
  const { partner, session } = options
  const origin = originOf(options.origin)
  // A dot would be enough to leave /embed/.
  if (typeof partner !== 'string' || !/^[a-z0-9][a-z0-9-]*$/.test(partner))
    throw new DocumentUploadError('partnerInvalid', `Not a partner id: ${partner}.`)
  if (typeof session !== 'function')
    throw new DocumentUploadError('sessionInvalid', 'session must be a function that gives a session.')
  // Of a file, a data: address or a sandboxed frame; location.origin would tell another story.
  if (window.origin === 'null')
    throw new DocumentUploadError('hostOriginOpaque', 'This page has no origin: serve it over https.')
  return { origin, src: `${origin}/embed/${partner}?origin=${encodeURIComponent(window.origin)}` }
}

function originOf(text: string): string {
  try {
    const { origin } = new URL(text)
    if (/^https?:/.test(origin) && (text === origin || text === `${origin}/`)) return origin
  } catch {
    // Not an address at all.
  }
  throw new DocumentUploadError('originInvalid', `Not an origin such as https://uploads.example: ${text}.`)
}
