import { crc32, deflateSync } from 'node:zlib'
import { defaultMaxFileBytes } from '../contract/file.ts'

/** A file for Playwright's `setInputFiles` and for `UploadWizard.chooseFile`. */
export interface TestFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/**
 * Files to choose in a test. They are made in memory, and their bytes are always the same. The pictures are small and
 * whole, and every browser shows them. The other files have just enough bytes to show their format.
 */
export const testFiles = {
  goodJpg: () => jpg('photo.jpg', jpgBytes()),
  goodPng: () => png('scan.png', pngBytes()),

  /** A whole JPG of exactly `bytes` bytes, at least 1,000. Up to the limit, it is uploaded byte for byte. */
  jpgOfSize: (bytes: number) => jpg(`photo-${bytes}.jpg`, jpgBytes(atLeast(1000, bytes, 'JPG'))),
  /** The same as a PNG, of at least 4,096 bytes. */
  pngOfSize: (bytes: number) => png(`scan-${bytes}.png`, pngBytes(atLeast(4096, bytes, 'PNG'))),

  /** A whole picture, one byte above the limit. The wizard makes it smaller. The proxy refuses it. */
  oversizedJpg: (maxFileBytes = defaultMaxFileBytes) =>
    jpg('large.jpg', jpgBytes(atLeast(1000, maxFileBytes + 1, 'JPG'))),
  oversizedPng: (maxFileBytes = defaultMaxFileBytes) =>
    png('large.png', pngBytes(atLeast(4096, maxFileBytes + 1, 'PNG'))),

  /** Cut off in the middle of the picture, like a broken download. Some browsers show it nevertheless. */
  truncatedJpg: () => jpg('half.jpg', firstHalf(jpgBytes())),
  truncatedPng: () => png('half.png', firstHalf(pngBytes())),

  /** A good PNG whose name and type say JPG. */
  pngNamedJpg: () => jpg('renamed.jpg', pngBytes()),

  pdf: () => file('statement.pdf', 'application/pdf', '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n%%EOF\n'),
  /** The first bytes of an iPhone's photo, without a picture. */
  heicHeader: () => file('IMG_0001.HEIC', 'image/heic', isoBox('ftyp', 'heic\0\0\0\0mif1heic')),
  /** One pixel. Browsers can decode it, so the wizard converts it. */
  gif: () => file('dot.gif', 'image/gif', onePixelGif),
  svg: () =>
    file('drawing.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
  html: () => file('page.html', 'text/html', '<!doctype html><title>A page</title><p>Saved from the web.'),
  /** A valid archive without any entry. */
  zip: () => file('pictures.zip', 'application/zip', `PK\u0005\u0006${'\0'.repeat(18)}`),
  empty: () => file('nothing.jpg', 'image/jpeg', ''),
} as const

function atLeast(fewest: number, bytes: number, format: string): number {
  if (Number.isSafeInteger(bytes) && bytes >= fewest) return bytes
  throw new RangeError(
    `A ${format} for a test needs a whole number of bytes, at least ${fewest}. Given was ${bytes}.`,
  )
}

function jpg(name: string, buffer: Buffer): TestFile {
  return { name, mimeType: 'image/jpeg', buffer }
}

function png(name: string, buffer: Buffer): TestFile {
  return { name, mimeType: 'image/png', buffer }
}

function file(name: string, mimeType: string, latin1: string): TestFile {
  return { name, mimeType, buffer: Buffer.from(latin1, 'latin1') }
}

function firstHalf(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2)
}

/** A drawing of an identity card: 64 × 40 pixels, greyscale, baseline. */
const smallJpg = `
  /9j/2wBDABcQERQRDhcUEhQaGBcbIjklIh8fIkYyNSk5UkhXVVFIUE5bZoNvW2F8Yk5QcptzfIeLkpSSWG2grJ+OqoOPko3/wAAL
  CAAoAEABAREA/8QAGQABAAMBAQAAAAAAAAAAAAAAAAIEBgMF/8QAMRAAAAMGAgYKAwAAAAAAAAAAAAIDAQQREhOhQWIFFBUhMZIG
  IiMlMlRjZJHSNWFy/9oACAEBAAA/ANKQk8d8ICdHNYKOawUc1go5rBRzWCjmsIHJJDfGImjiMttB88wpzCw4vr0o/IkOucxWnYxr
  Gt4j1tJn0iSls5IikYzzNZu4Q4tZ+xQrdIvLJfJfsFbpF5ZL5L9h1dldOteU2PDumVFpuu1jS7mfI9VbAEcRjRZ0d+QQ/tg0r1rX
  U1WnjNPYV+9fQDvX0B6A5rYAjiM/sN89PmHZ00Q9IvaSh5JSmY1sDD1np11mTtVE5Y+BsIivsv3a/MGy/dr8wsOrrq0/aqKTQ8bY
  wHRbAQIeSO6MROtluFbLcK2W4VstwrZbhWy3EDnnhuhAf//Z`

const startOfImageBytes = 2
const segmentHeadBytes = 4
const longestSegment = 2 + 0xffff

/** Comments after its start (ITU-T T.81, B.2.4.5) fill the picture up to `bytes`. */
function jpgBytes(bytes?: number): Buffer {
  const small = Buffer.from(smallJpg, 'base64')
  const comments = Buffer.alloc((bytes ?? small.length) - small.length)
  let at = 0
  while (at < comments.length) {
    const rest = comments.length - at
    // A comment leaves at least a head's bytes, or the rest would be too short for another comment.
    const length = rest > longestSegment ? Math.min(rest - segmentHeadBytes, longestSegment) : rest
    comments.writeUInt16BE(0xfffe, at)
    comments.writeUInt16BE(length - 2, at + 2)
    at += length
  }
  return Buffer.concat([small.subarray(0, startOfImageBytes), comments, small.subarray(startOfImageBytes)])
}

const width = 320
const height = 200

/** Coloured squares, 24 bits a pixel. A text chunk (PNG, third edition, 11.3.3) fills the picture up to `bytes`. */
function pngBytes(bytes?: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows.set([(x >> 5) * 25, (y >> 5) * 40, 128], y * (1 + width * 3) + 1 + x * 3)
    }
  }
  const signature = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1')
  const picture = [pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', Buffer.alloc(0))]
  const small = [signature, pngChunk('IHDR', header), ...picture]
  if (bytes === undefined) return Buffer.concat(small)
  const chunkHeadBytes = pngChunk('tEXt', Buffer.alloc(0)).length
  const filling = Buffer.alloc(bytes - Buffer.concat(small).length - chunkHeadBytes, ' ')
  filling.write('Comment\0')
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('tEXt', filling), ...picture])
}

/** A chunk has a length, a type, its data and a checksum (PNG, 5.3). */
export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  whole.set(body, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

/** A box has a length, a type and a content (ISO/IEC 14496-12, 4.2). */
function isoBox(type: string, content: string): string {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(8 + content.length)
  return length.toString('latin1') + type + content
}

/** GIF89a: a screen of 1 × 1, a table of two colours, an image of one pixel, the end. */
const onePixelGif =
  'GIF89a\u0001\0\u0001\0\u0080\0\0\0\0\0\u00ff\u00ff\u00ff,\0\0\0\0\u0001\0\u0001\0\0\u0002\u0002D\u0001\0;'
