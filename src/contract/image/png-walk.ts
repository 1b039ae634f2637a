import { crc32, initialCrc32 } from './crc32.ts'
import { maxPixels } from '../file.ts'
import { malformed, tooManyPixels, Walk } from './structure-walk.ts'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const header = criticalChunk('IHDR')
const palette = criticalChunk('PLTE')
const data = criticalChunk('IDAT')
const end = criticalChunk('IEND')

/** The greatest length and the greatest dimension. */
const greatestNumber = 0x7fffffff
const headerBytes = 13
const maxPaletteBytes = 3 * 256
const paletteColourType = 3
/** The bit depths that each colour type may have. As powers of two they can be added up. Types 1 and 5 don't exist. */
const bitDepths = [1 + 2 + 4 + 8 + 16, 0, 8 + 16, 1 + 2 + 4 + 8, 8 + 16, 0, 8 + 16]

/**
 * PNG, third edition, 5: the signature, then chunks of length, type, data and CRC, IHDR first and IEND last. The walk
 * refuses what libpng refuses before it decompresses: a wrong checksum of a critical chunk, an unknown critical chunk,
 * an illegal header, a palette that is missing or illegal, and data that are not in one run or don't begin as zlib's
 * do.
 */
export class PngWalk extends Walk {
  readonly format = 'png'
  #state: 'signature' | 'chunkHead' | 'header' | 'dataHead' | 'content' | 'checksum' = 'signature'
  #fieldAt = 0
  #length = 0
  #type = 0
  #remaining = 0
  #crc = 0
  #checksum = 0
  #bitDepth = 0
  #colourType = 0
  #hasHeader = false
  #hasPalette = false
  #hasData = false
  #hasDataEnded = false
  #dataHeadAt = 0
  #compression = 0

  protected step(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0
    switch (this.#state) {
      case 'signature': {
        if (byte !== signature[this.#fieldAt]) return malformed
        this.#fieldAt += 1
        if (this.#fieldAt === signature.length) this.#expectChunk()
        return at + 1
      }
      case 'chunkHead': {
        // Multiplied, not shifted: a length or a type with its top bit set must stay positive.
        if (this.#fieldAt < 4) this.#length = this.#length * 256 + byte
        else this.#type = this.#type * 256 + byte
        this.#fieldAt += 1
        return this.#fieldAt < 8 || this.#startChunk() ? at + 1 : malformed
      }
      case 'header':
        return this.#readHeader(byte) ? this.#take(chunk, at, 1) : malformed
      case 'dataHead':
        return this.#readDataHead(byte) ? this.#take(chunk, at, 1) : malformed
      case 'content':
        return this.#take(chunk, at, this.#remaining)
      case 'checksum': {
        this.#checksum = (this.#checksum << 8) | byte
        this.#fieldAt += 1
        return this.#fieldAt < 4 ? at + 1 : this.#endChunk(at + 1)
      }
      default:
        return this.#state satisfies never
    }
  }

  #expectChunk(): void {
    this.#state = 'chunkHead'
    this.#fieldAt = 0
    this.#length = 0
    this.#type = 0
  }

  #startChunk(): boolean {
    const isFirst = !this.#hasHeader
    this.#hasHeader = true
    if (isFirst !== (this.#type === header.type)) return false
    if (this.#length > greatestNumber || !isChunkType(this.#type)) return false
    if (this.#hasData && this.#type !== data.type) this.#hasDataEnded = true
    this.#fieldAt = 0
    this.#remaining = this.#length
    const content = this.#startContent()
    if (content) this.#state = this.#length === 0 ? 'checksum' : content
    return content !== undefined
  }

  /** How the content is to be read; undefined where the chunk may not be there. */
  #startContent(): 'header' | 'dataHead' | 'content' | undefined {
    switch (this.#type) {
      case header.type:
        this.#crc = header.crc
        return this.#length === headerBytes ? 'header' : undefined
      case palette.type:
        this.#crc = palette.crc
        return this.#startPalette() ? 'content' : undefined
      case data.type:
        this.#crc = data.crc
        return this.#startData()
      case end.type:
        this.#crc = end.crc
        return this.#dataHeadAt === 2 && this.#length === 0 ? 'content' : undefined
      default:
        return isCritical(this.#type) ? undefined : 'content'
    }
  }

  /** Where the colours don't come from it, a palette is mere advice and may hold anything. */
  #startPalette(): boolean {
    if (this.#hasPalette) return false
    this.#hasPalette = true
    if (this.#colourType !== paletteColourType) return true
    return this.#length > 0 && this.#length % 3 === 0 && this.#length <= maxPaletteBytes
  }

  #startData(): 'dataHead' | 'content' | undefined {
    if (this.#hasDataEnded || (this.#colourType === paletteColourType && !this.#hasPalette)) return undefined
    this.#hasData = true
    this.hasReachedData = true
    return this.#dataHeadAt < 2 ? 'dataHead' : 'content'
  }

  /** Width (4), height (4), bit depth, colour type, compression, filter, interlace. */
  #readHeader(byte: number): boolean {
    const at = this.#fieldAt
    this.#fieldAt += 1
    if (at < 4) this.width = this.width * 256 + byte
    else if (at < 8) this.height = this.height * 256 + byte
    else if (at === 8) this.#bitDepth = byte
    else if (at === 9) this.#colourType = byte
    if (at === 7) return isDimension(this.width) && isDimension(this.height)
    if (at === 9) return isLegalDepth(this.#bitDepth, byte)
    if (at === 10 || at === 11) return byte === 0
    return at !== 12 || byte <= 1
  }

  /** RFC 1950, 2.2: deflate with a window of at most 32 kB, a check over both bytes, no dictionary. */
  #readDataHead(byte: number): boolean {
    this.#dataHeadAt += 1
    if (this.#dataHeadAt === 1) {
      this.#compression = byte
      return (byte & 0x0f) === 8 && byte >> 4 <= 7
    }
    this.#state = 'content'
    return (this.#compression * 256 + byte) % 31 === 0 && (byte & 0x20) === 0
  }

  #take(chunk: Uint8Array, at: number, most: number): number {
    const next = at + Math.min(most, this.#remaining, chunk.length - at)
    if (isCritical(this.#type)) this.#crc = crc32(this.#crc, chunk, at, next)
    this.#remaining -= next - at
    if (this.#remaining === 0) {
      this.#state = 'checksum'
      this.#fieldAt = 0
    }
    return next
  }

  #endChunk(next: number): number {
    if (isCritical(this.#type) && ~this.#crc !== this.#checksum) return malformed
    if (this.#type === header.type && this.width * this.height > maxPixels) return tooManyPixels
    if (this.#type === end.type) this.hasEnded = true
    else this.#expectChunk()
    return next
  }
}

/** A chunk's name as a number, and the CRC-32 of the name, from which the chunk's checksum goes on. */
function criticalChunk(name: string): { readonly type: number; readonly crc: number } {
  const bytes = Uint8Array.from(name, (letter) => letter.charCodeAt(0))
  return {
    type: bytes.reduce((type, byte) => type * 256 + byte, 0),
    crc: crc32(initialCrc32, bytes, 0, bytes.length),
  }
}

/** Four ASCII letters (PNG, third edition, 5.3). */
function isChunkType(type: number): boolean {
  for (let shift = 0; shift < 32; shift += 8) {
    const letter = (type >>> shift) & 0xdf
    if (letter < 0x41 || letter > 0x5a) return false
  }
  return true
}

/** The name of a critical chunk begins with a capital (5.4). The picture can't be shown without such a chunk. */
function isCritical(type: number): boolean {
  return type < 0x60000000
}

function isDimension(pixels: number): boolean {
  return pixels > 0 && pixels <= greatestNumber
}

function isLegalDepth(bitDepth: number, colourType: number): boolean {
  const isPowerOfTwo = (bitDepth & (bitDepth - 1)) === 0
  return isPowerOfTwo && ((bitDepths[colourType] ?? 0) & bitDepth) !== 0
}
