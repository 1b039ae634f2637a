import { type Extension } from '../contract/document/document.ts'
import { type FileFormat, type ImageFormat } from '../contract/file.ts'

/** What to make of a chosen file: one of the registered format, within the limit, turned as the person wishes. */
export interface PrepareRequest {
  readonly file: Blob
  readonly extension: Extension
  readonly maxFileBytes: number
  /** Clockwise, on top of the upright position the file's own orientation gives. */
  readonly quarterTurns: 0 | 1 | 2 | 3
}

export const fileChanges = ['completed', 'converted', 'scaled', 'recompressed', 'rotated'] as const
export type FileChange = (typeof fileChanges)[number]

export const fileWarnings = [
  'endMissing',
  'incomplete',
  'notShown',
  'small',
  'blurred',
  'dark',
  'bright',
  'blank',
] as const
export type FileWarning = (typeof fileWarnings)[number]

export interface PreparedFile {
  /** What will be sent; its `type` is the media type of `format`. */
  readonly blob: Blob
  readonly format: ImageFormat
  /** Of `blob`, 64 lower-case hexadecimal digits. */
  readonly sha256: string
  /** In pixels, upright, as a viewer shows it. */
  readonly width: number
  readonly height: number
  readonly original: {
    readonly format: FileFormat
    readonly bytes: number
    readonly width: number
    readonly height: number
  }
  /** Empty where the bytes are exactly those of the chosen file. */
  readonly changes: readonly FileChange[]
  /**
   * What may be wrong with it. The picture can be sent before that is known. Never rejects: where looking at the picture
   * fails, or is ended, nothing was found.
   */
  readonly warnings: Promise<readonly FileWarning[]>
}

/** Why a file can't be made ready, in as much detail as makes a difference to the person. */
export type PrepareProblem =
  | { readonly kind: 'typeRefused'; readonly found: FileFormat }
  | { readonly kind: 'damaged'; readonly found: FileFormat }
  | { readonly kind: 'tooManyPixels'; readonly width: number; readonly height: number }
  | { readonly kind: 'tooLarge'; readonly bytes: number }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'outOfMemory' }
  /** The browser gives no canvas, or noise in place of its pixels, to resist fingerprinting. */
  | { readonly kind: 'drawingBlocked' }
  /** The browser's own encoder or canvas gave what was not asked of it. */
  | { readonly kind: 'failed' }
  /** The script that does the work did not come. */
  | { readonly kind: 'notLoaded' }
  /** The work broke off for a reason that nobody foresaw, or never ended. */
  | { readonly kind: 'stopped' }
