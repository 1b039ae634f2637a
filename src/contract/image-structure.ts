import { type ImageFormat } from './file.ts'

/**
 * A walk over the structure of a JPEG or PNG, fed in chunks of any size, that keeps nothing of what it has seen.
 * Browser and proxy share it, so that they can't disagree about whether a file is whole.
 *
 * It proves that the file runs from its signature to its end marker (EOI or IEND) with a picture's header and data
 * in between. Bytes after the end are allowed: cameras put previews and motion clips there. It does not decode: a
 * decoder proves less, since browsers show files that were cut in half.
 */
export interface ImageStructure {
  readonly format: ImageFormat
  /** In pixels, as stored, before any EXIF orientation; 0 until the header has been seen. */
  readonly width: number
  readonly height: number
  /** Length in bytes from the signature to the end marker; 0 until it has been seen. */
  readonly endOffset: number
}

/** Why a file is not whole: it ends before its end marker, or its structure breaks at `offset` bytes. */
export interface StructureProblem {
  readonly kind: 'truncated' | 'malformed'
  readonly offset: number
}

export interface StructureWalk {
  /** Takes the next chunk. Answers with a problem as soon as more bytes can't mend it. */
  push(chunk: Uint8Array): StructureProblem | undefined
  /** No more bytes will come. */
  end(): StructureProblem | undefined
  readonly structure: ImageStructure
}

export function createStructureWalk(format: ImageFormat): StructureWalk {
  return format === 'jpeg' ? new JpegWalk() : new PngWalk()
}

/** What both walks share: a position in the file, a first problem that sticks, and an end that swallows the rest. */
abstract class Walk implements StructureWalk {
  abstract readonly format: ImageFormat
  protected width = 0
  protected height = 0
  protected endOffset = 0
  /** Set by the step that answers with the position right after the end marker. */
  protected hasEnded = false
  #offset = 0
  #problem: StructureProblem | undefined

  /** Consumes bytes of `chunk` from `at`, at least one, and answers where it stopped, or -1 where the structure broke. */
  protected abstract step(chunk: Uint8Array, at: number): number

  push(chunk: Uint8Array): StructureProblem | undefined {
    let at = 0
    while (at < chunk.length && !this.#problem && this.endOffset === 0) {
      const next = this.step(chunk, at)
      if (next === -1) this.#problem = { kind: 'malformed', offset: this.#offset + at }
      else at = next
      if (this.hasEnded) this.endOffset = this.#offset + at
    }
    this.#offset += chunk.length
    return this.#problem
  }

  end(): StructureProblem | undefined {
    if (!this.#problem && this.endOffset === 0) this.#problem = { kind: 'truncated', offset: this.#offset }
    return this.#problem
  }

  get structure(): ImageStructure {
    const { format, width, height, endOffset } = this
    return { format, width, height, endOffset }
  }
}

/**
 * JPEG, ITU-T T.81 annex B: markers with lengths, except in the entropy-coded data after SOS, where FF 00 is a
 * stuffed FF, FF D0 to FF D7 are restart markers, and any other marker ends the scan. Stray bytes before a marker
 * are skipped, as every decoder does.
 */
class JpegWalk extends Walk {
  readonly format = 'jpeg'
  #state:
    'start' | 'markerPrefix' | 'markerCode' | 'lengthHigh' | 'lengthLow' | 'segment' | 'scan' | 'scanMarker' =
    'start'
  #marker = 0
  #segmentLength = 0
  #segmentAt = 0
  #signatureAt = 0
  #hasFrame = false
  #hasScan = false

  protected step(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0
    switch (this.#state) {
      case 'start': {
        if (byte !== (this.#signatureAt === 0 ? 0xff : 0xd8)) return -1
        this.#signatureAt += 1
        if (this.#signatureAt === 2) this.#state = 'markerPrefix'
        return at + 1
      }
      case 'markerPrefix': {
        const next = chunk.indexOf(0xff, at)
        if (next === -1) return chunk.length
        this.#state = 'markerCode'
        return next + 1
      }
      case 'markerCode':
        return this.#startSegment(byte, at)
      case 'lengthHigh':
        this.#segmentLength = byte << 8
        this.#state = 'lengthLow'
        return at + 1
      case 'lengthLow': {
        this.#segmentLength |= byte
        if (this.#segmentLength < 2) return -1
        if (isFrameHeader(this.#marker) && this.#segmentLength < 8) return -1
        this.#segmentAt = 2
        this.#state = 'segment'
        return this.#segmentLength === 2 ? this.#endSegment(at + 1) : at + 1
      }
      case 'segment':
        return isFrameHeader(this.#marker) ? this.#readFrameHeader(byte, at) : this.#skipSegment(chunk, at)
      case 'scan': {
        const next = chunk.indexOf(0xff, at)
        if (next === -1) return chunk.length
        this.#state = 'scanMarker'
        return next + 1
      }
      case 'scanMarker': {
        const isData = byte === 0x00 || (byte >= 0xd0 && byte <= 0xd7)
        if (isData) this.#state = 'scan'
        else if (byte !== 0xff) return this.#startSegment(byte, at)
        return at + 1
      }
      default:
        return this.#state satisfies never
    }
  }

  #startSegment(marker: number, at: number): number {
    if (marker === 0xff) return at + 1
    if (marker === 0xd9) {
      if (!this.#hasScan) return -1
      this.hasEnded = true
      return at + 1
    }
    // A second start of image, or a scan without a frame: no decoder can go on from there.
    if (marker === 0xd8 || (marker === 0xda && !this.#hasFrame)) return -1
    if (isFrameHeader(marker) && this.#hasFrame) return -1
    const isAlone = marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7)
    this.#marker = marker
    this.#state = isAlone ? 'markerPrefix' : 'lengthHigh'
    return at + 1
  }

  #skipSegment(chunk: Uint8Array, at: number): number {
    const skipped = Math.min(this.#segmentLength - this.#segmentAt, chunk.length - at)
    this.#segmentAt += skipped
    return this.#segmentAt === this.#segmentLength ? this.#endSegment(at + skipped) : at + skipped
  }

  /** SOFn: length (2), precision (1), height (2), width (2), … A height of 0 (DNL) is decoded by no browser. */
  #readFrameHeader(byte: number, at: number): number {
    if (this.#segmentAt === 3 || this.#segmentAt === 4) this.height = (this.height << 8) | byte
    if (this.#segmentAt === 5 || this.#segmentAt === 6) this.width = (this.width << 8) | byte
    this.#segmentAt += 1
    if (this.#segmentAt < this.#segmentLength) return at + 1
    this.#hasFrame = this.width > 0 && this.height > 0
    return this.#hasFrame ? this.#endSegment(at + 1) : -1
  }

  #endSegment(next: number): number {
    const startsScan = this.#marker === 0xda
    if (startsScan) this.#hasScan = true
    this.#state = startsScan ? 'scan' : 'markerPrefix'
    return next
  }
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which share their range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const chunkNamed = (name: string) =>
  Array.from(name).reduce((code, letter) => code * 256 + letter.charCodeAt(0), 0)
const headerChunk = chunkNamed('IHDR')
const dataChunk = chunkNamed('IDAT')
const endChunk = chunkNamed('IEND')

/** PNG, third edition, 5: the signature, then chunks of length, type, data and CRC, IHDR first and IEND last. */
class PngWalk extends Walk {
  readonly format = 'png'
  #state: 'signature' | 'chunkHead' | 'header' | 'data' = 'signature'
  #fieldAt = 0
  #length = 0
  #type = 0
  #remaining = 0
  #hasHeader = false
  #hasData = false

  protected step(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0
    switch (this.#state) {
      case 'signature': {
        if (byte !== pngSignature[this.#fieldAt]) return -1
        this.#fieldAt += 1
        if (this.#fieldAt === pngSignature.length) this.#expectChunk()
        return at + 1
      }
      case 'chunkHead': {
        // Multiplied, not shifted: a length or a type with its top bit set must stay positive.
        if (this.#fieldAt < 4) this.#length = this.#length * 256 + byte
        else this.#type = this.#type * 256 + byte
        this.#fieldAt += 1
        return this.#fieldAt < 8 || this.#startChunk() ? at + 1 : -1
      }
      case 'header': {
        if (this.#fieldAt < 4) this.width = this.width * 256 + byte
        else if (this.#fieldAt < 8) this.height = this.height * 256 + byte
        this.#fieldAt += 1
        this.#remaining -= 1
        if (this.#fieldAt === 8) {
          if (this.width === 0 || this.height === 0) return -1
          this.#state = 'data'
        }
        return at + 1
      }
      case 'data': {
        const skipped = Math.min(this.#remaining, chunk.length - at)
        this.#remaining -= skipped
        if (this.#remaining === 0) {
          if (this.#type === endChunk) this.hasEnded = true
          else this.#expectChunk()
        }
        return at + skipped
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
    const isHeader = this.#type === headerChunk
    if (isHeader === this.#hasHeader) return false
    if (isHeader && this.#length !== 13) return false
    if (this.#length > 0x7fffffff || !isChunkType(this.#type)) return false
    if (this.#type === endChunk && (!this.#hasData || this.#length !== 0)) return false
    this.#hasHeader = true
    if (this.#type === dataChunk) this.#hasData = true
    this.#fieldAt = 0
    this.#remaining = this.#length + 4
    this.#state = isHeader ? 'header' : 'data'
    return true
  }
}

/** Four ASCII letters (PNG, third edition, 5.3). */
function isChunkType(type: number): boolean {
  for (let rest = type; rest > 0; rest = Math.floor(rest / 256)) {
    if (!/[A-Za-z]/.test(String.fromCharCode(rest % 256))) return false
  }
  return type > 0xffffff
}
