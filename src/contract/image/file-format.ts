import { type FileFormat, type ImageFormat } from '../file.ts'

/** How many bytes from the start of a file `identifyFormat` wants to see; a shorter file is given whole. */
export const formatHeadBytes = 4096

export function isImageFormat(format: FileFormat): format is ImageFormat {
  return format === 'jpeg' || format === 'png'
}

/** Names a file by its first bytes (`formatHeadBytes` of them, or the whole file where it is shorter). */
export function identifyFormat(head: Uint8Array): FileFormat {
  if (head.length === 0) return 'empty'
  const known = formatBySignature(head, signatures)
  if (known) return known
  if (hasAscii(head, 'ftyp', 4)) return isoMediaFormat(head)
  if (hasAscii(head, 'RIFF', 0) && hasAscii(head, 'WEBP', 8)) return 'webp'
  if (hasAscii(head, 'PK\u0003\u0004', 0) || hasAscii(head, 'PK\u0005\u0006', 0)) return zipFormat(head)
  if (findAscii(head.subarray(0, 1024), '%PDF-')) return 'pdf'
  return textFormat(head) ?? formatBySignature(head, weakSignatures) ?? 'unknown'
}

interface Signature {
  readonly format: FileFormat
  readonly bytes: readonly number[]
  readonly offset?: number
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** The signatures that are one fixed run of bytes: ITU-T T.81 B.1.1.3, PNG 5.2, GIF89a 17, TIFF 6.0 2, and so on. */
const signatures: readonly Signature[] = [
  { format: 'jpeg', bytes: [0xff, 0xd8, 0xff] },
  // Xcode packs the PNGs of an iPhone's app so that its chip draws them faster, and marks them with a chunk of
  // Apple's.
  { format: 'cgbi', bytes: [...pngSignature, 0, 0, 0, 4, ...ascii('CgBI')] },
  { format: 'png', bytes: pngSignature },
  { format: 'gif', bytes: ascii('GIF87a') },
  { format: 'gif', bytes: ascii('GIF89a') },
  { format: 'tiff', bytes: [0x49, 0x49, 0x2a, 0x00] },
  { format: 'tiff', bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { format: 'ico', bytes: [0x00, 0x00, 0x01, 0x00] },
  { format: 'office', bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
]

/** A text may begin with these ("BMW", "The wide"), so they count only where the file is no text. */
const weakSignatures: readonly Signature[] = [
  { format: 'bmp', bytes: ascii('BM') },
  { format: 'mov', bytes: ascii('moov'), offset: 4 },
  { format: 'mov', bytes: ascii('mdat'), offset: 4 },
  { format: 'mov', bytes: ascii('wide'), offset: 4 },
]

function formatBySignature(head: Uint8Array, candidates: readonly Signature[]): FileFormat | undefined {
  return candidates.find(({ bytes, offset = 0 }) => hasBytes(head, bytes, offset))?.format
}

/** ISO base media files (ISO/IEC 14496-12) say what they are in the brands of their `ftyp` box. */
function isoMediaFormat(head: Uint8Array): FileFormat {
  const boxLength = ((head[2] ?? 0) << 8) | (head[3] ?? 0)
  const box = head.subarray(8, Math.max(12, Math.min(boxLength, head.length, 256)))
  const brands: string[] = []
  for (let at = 0; at + 4 <= box.length; at += 4) {
    if (at !== 4) brands.push(String.fromCharCode(...box.subarray(at, at + 4)))
  }
  const isAny = (...names: string[]) => brands.some((brand) => names.includes(brand))
  if (isAny('avif', 'avis')) return 'avif'
  if (isAny('heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs')) return 'heic'
  if (brands[0] === 'mif1' || brands[0] === 'msf1') return 'heic'
  if (brands[0] === 'qt  ') return 'mov'
  return 'mp4'
}

/** Office files (ECMA-376, OpenDocument) are ZIP archives whose first entries have telling names. */
function zipFormat(head: Uint8Array): FileFormat {
  const names = [
    '[Content_Types].xml',
    'word/',
    'xl/',
    'ppt/',
    '_rels/.rels',
    'mimetypeapplication/vnd.oasis.opendocument',
  ]
  return names.some((name) => findAscii(head, name)) ? 'office' : 'zip'
}

function textFormat(head: Uint8Array): FileFormat | undefined {
  const text = decodeText(head)
  if (text === undefined) return undefined
  const start = text
    .replace(/^\uFEFF/, '')
    .replace(/^(?:\s+|<\?xml[^>]*>|<!--[\s\S]*?-->)+/i, '')
    .slice(0, 2048)
    .toLowerCase()
  if (/^<(?:!doctype svg|svg(?::svg)?)[\s>]/.test(start)) return 'svg'
  if (/^<(?:!doctype html|html|head|body|script|title|meta|div|table|p|br|a)\b/.test(start)) return 'html'
  return 'text'
}

/** The head as text, or undefined where it is not: UTF-16 by its byte order mark, otherwise UTF-8 without controls. */
function decodeText(head: Uint8Array): string | undefined {
  const encoding = hasBytes(head, [0xff, 0xfe], 0)
    ? 'utf-16le'
    : hasBytes(head, [0xfe, 0xff], 0)
      ? 'utf-16be'
      : 'utf-8'
  try {
    // `stream` forgives a character cut in two by the end of the head.
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true })
    return /[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

function hasBytes(head: Uint8Array, bytes: readonly number[], offset: number): boolean {
  return bytes.every((byte, index) => head[offset + index] === byte)
}

function hasAscii(head: Uint8Array, text: string, offset: number): boolean {
  return hasBytes(head, ascii(text), offset)
}

function findAscii(head: Uint8Array, text: string): boolean {
  const bytes = ascii(text)
  const first = bytes[0] ?? 0
  for (let at = head.indexOf(first); at !== -1; at = head.indexOf(first, at + 1)) {
    if (hasBytes(head, bytes, at)) return true
  }
  return false
}
