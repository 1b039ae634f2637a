import { type Extension } from './document/document.ts'

/**
 * The rules for a file, each stated once: the wizard's hints, counters and `accept`, its worker and the proxy's
 * judge all read them here.
 *
 * The vendor states no maximum size; 10 MB is ours, and MAX_FILE_BYTES changes it. A megabyte here is 1,048,576
 * bytes, so that a file its owner sees as "10 MB" passes, whichever way that owner's system counts.
 */
export const bytesPerMegabyte = 1024 * 1024
export const defaultMaxFileBytes = 10 * bytesPerMegabyte

/**
 * The most pixels a file may claim, whether or not it is decoded here: 2³⁰, which fill 4 GB at four bytes each. A sheet of
 * A3 scanned at 1,200 dots an inch has a quarter of that; a PNG can claim four thousand million times as many.
 */
export const maxPixels = 2 ** 30

export type ImageFormat = 'jpeg' | 'png'

/** What people send when a JPG or PNG was asked for, told apart by a file's first bytes, never by its name. */
export const fileFormats = [
  'jpeg',
  'png',
  'cgbi',
  'pdf',
  'heic',
  'avif',
  'webp',
  'gif',
  'bmp',
  'tiff',
  'svg',
  'ico',
  'mp4',
  'mov',
  'office',
  'zip',
  'html',
  'text',
  'empty',
  'unknown',
] as const
export type FileFormat = (typeof fileFormats)[number]

export const formatOfExtension = { jpg: 'jpeg', png: 'png' } as const satisfies Record<Extension, ImageFormat>
export const mediaTypeOfFormat = {
  jpeg: 'image/jpeg',
  png: 'image/png',
} as const satisfies Record<ImageFormat, string>

/** For `accept` of the file input. Extensions too: Windows knows files by their names alone. */
export const acceptedFiles = 'image/jpeg,image/png,.jpg,.jpeg,.png'

/** Header of the upload request that carries the file's digest: 64 hexadecimal digits in lower case. */
export const fileHashHeader = 'X-File-Sha256'
export const fileHashPattern = /^[0-9a-f]{64}$/

/**
 * Header of generate's answer and of the upload request: the signed right to upload to one document ID. On a
 * generate request it names the document that the new one replaces.
 */
export const uploadTicketHeader = 'Upload-Ticket'

/** Header of an upload's 200: a signed JWS that a partner's back end can verify. */
export const uploadReceiptHeader = 'Upload-Receipt'
export const idempotencyKeyHeader = 'Idempotency-Key'

/**
 * Headers of generate where the session has `requested`: the entry that the document is for, by its key, and which side
 * of it, `1` (the front, which is meant without the header) or `2`.
 */
export const requestedKeyHeader = 'Requested-Key'
export const requestedSideHeader = 'Requested-Side'

/** The one part of an upload's multipart body. */
export const filePartName = 'file'
