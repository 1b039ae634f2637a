import {
  type DocumentUploadAppearance,
  type DocumentUploadErrorCode,
  type DocumentUploadOptions,
} from '../options.ts'

/** Thrown by `mountDocumentUpload` for a mistake in its arguments; the page is then as it was. */
export class DocumentUploadError extends Error {
  declare readonly code: DocumentUploadErrorCode

  constructor(code: DocumentUploadErrorCode, message: string) {
    super(message)
    this.name = 'DocumentUploadError'
    this.code = code
  }
}

/** Anything at all as a text for an error's message. It never throws. */
export function shown(given: unknown): string {
  return typeof given === 'string' ? JSON.stringify(given) : Object.prototype.toString.call(given)
}

export function findTarget(target: string | Element): Element {
  const element = typeof target === 'string' ? select(target) : target
  if (element instanceof Element) return element
  throw new DocumentUploadError('targetNotFound', `The target is no element of this page: ${shown(target)}.`)
}

function select(selector: string): Element | null {
  try {
    return document.querySelector(selector)
  } catch {
    throw new DocumentUploadError('targetInvalid', `Not a CSS selector: ${shown(selector)}.`)
  }
}

/** The wizard's origin and the frame's address, from options that may come from untyped code. */
export function frameAddress(options: Partial<DocumentUploadOptions> | null | undefined): {
  origin: string
  src: string
} {
  const { partner, session, origin: given } = options ?? {}
  const origin = originOf(given)
  // A dot would be enough to leave /embed/.
  if (typeof partner !== 'string' || !/^[a-z0-9][a-z0-9-]*$/.test(partner))
    throw new DocumentUploadError('partnerInvalid', `Not a partner id: ${shown(partner)}.`)
  if (typeof session !== 'function')
    throw new DocumentUploadError('sessionInvalid', 'session must be a function that gives a session.')
  // A file, a data: address and a sandboxed frame have no origin, whatever location.origin says.
  if (window.origin === 'null')
    throw new DocumentUploadError('hostOriginOpaque', 'This page has no origin: serve it over https.')
  return { origin, src: `${origin}/embed/${partner}?origin=${encodeURIComponent(window.origin)}` }
}

function originOf(given: unknown): string {
  try {
    const { origin } = new URL(given as string)
    if (/^https?:/.test(origin) && (given === origin || given === `${origin}/`)) return origin
  } catch {
    // Not an address at all.
  }
  throw new DocumentUploadError(
    'originInvalid',
    `Not an origin such as https://uploads.example: ${shown(given)}.`,
  )
}

/**
 * What a page wishes for the look, as it can be passed on. The rest is left out, as the frame leaves out values that
 * mean nothing: a function, for one, can't be posted, and would keep all the others from the frame. These are copies:
 * what the page does to its own objects afterwards changes nothing.
 */
export function wishesIn(given: DocumentUploadAppearance): DocumentUploadAppearance {
  try {
    return {
      ...('locale' in given && { locale: textOf(given.locale) }),
      ...('theme' in given && { theme: textsOf(given.theme) }),
      ...('title' in given && { title: textOf(given.title) }),
    }
  } catch {
    // No object at all, or one that throws where it is read.
    return {}
  }
}

function textOf(given: unknown): string | undefined {
  return typeof given === 'string' && given !== '' ? given : undefined
}

function textsOf(given: object | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => typeof value === 'string'))
}
