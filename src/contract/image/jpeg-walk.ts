import { maxPixels } from '../file.ts'
import { malformed, tooManyPixels, Walk } from './structure-walk.ts'

/**
 * JPEG, ITU-T T.81 annex B: markers with lengths, except in the entropy-coded data after SOS, where FF 00 is a
 * stuffed FF, FF D0 to FF D7 are restart markers, and any other marker ends the scan. Stray bytes before a marker
 * are skipped, as every decoder does. A scan holds at least a byte of data.
 */
export class JpegWalk extends Walk {
  readonly format = 'jpeg'
  #state:
    | 'start'
    | 'markerPrefix'
    | 'markerCode'
    | 'lengthHigh'
    | 'lengthLow'
    | 'segment'
    | 'scan'
    | 'scanMarker' = 'start'
  #marker = 0
  #segmentLength = 0
  #segmentAt = 0
  #signatureAt = 0
  #hasFrame = false
  #hasScan = false
  #hasScanData = false

  protected step(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0
    switch (this.#state) {
      case 'start': {
        if (byte !== (this.#signatureAt === 0 ? 0xff : 0xd8)) return malformed
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
        if (this.#segmentLength < 2) return malformed
        if (isFrameHeader(this.#marker) && this.#segmentLength < 8) return malformed
        this.#segmentAt = 2
        this.#state = 'segment'
        return this.#segmentLength === 2 ? this.#endSegment(at + 1) : at + 1
      }
      case 'segment':
        return isFrameHeader(this.#marker) ? this.#readFrameHeader(byte, at) : this.#skipSegment(chunk, at)
      case 'scan':
        return this.#readScan(chunk, at)
      case 'scanMarker': {
        if (byte === 0x00) this.#hasScanData = true
        if (byte === 0x00 || isRestart(byte)) this.#state = 'scan'
        else if (byte !== 0xff) return this.#hasScanData ? this.#startSegment(byte, at) : malformed
        return at + 1
      }
      default:
        return this.#state satisfies never
    }
  }

  #startSegment(marker: number, at: number): number {
    if (marker === 0xff) return at + 1
    if (marker === 0xd9) {
      if (!this.#hasScan) return malformed
      this.hasEnded = true
      return at + 1
    }
    // A second start of image, or a scan without a frame: no decoder can go on from there.
    if (marker === 0xd8 || (marker === 0xda && !this.#hasFrame)) return malformed
    if (isFrameHeader(marker) && this.#hasFrame) return malformed
    this.#marker = marker
    if (marker === 0xda) this.hasReachedData = true
    this.#state = isAlone(marker) ? 'markerPrefix' : 'lengthHigh'
    return at + 1
  }

  /** A photograph has a stuffed FF every few hundred bytes, so those are passed in one go. */
  #readScan(chunk: Uint8Array, from: number): number {
    let at = from
    while (at < chunk.length) {
      const next = chunk.indexOf(0xff, at)
      if (next !== at) this.#hasScanData = true
      if (next === -1) return chunk.length
      const code = chunk[next + 1]
      if (code !== 0x00 && !isRestart(code)) {
        this.#state = 'scanMarker'
        return next + 1
      }
      if (code === 0x00) this.#hasScanData = true
      at = next + 2
    }
    return at
  }

  #skipSegment(chunk: Uint8Array, at: number): number {
    const skipped = Math.min(this.#segmentLength - this.#segmentAt, chunk.length - at)
    this.#segmentAt += skipped
    return this.#segmentAt === this.#segmentLength ? this.#endSegment(at + skipped) : at + skipped
  }

  /**
   * SOFn: length (2), precision (1), height (2), width (2), number of components (1), and three bytes for each. A height
   * of 0 (DNL) is decoded by no browser.
   */
  #readFrameHeader(byte: number, at: number): number {
    if (this.#segmentAt === 3 || this.#segmentAt === 4) this.height = (this.height << 8) | byte
    if (this.#segmentAt === 5 || this.#segmentAt === 6) this.width = (this.width << 8) | byte
    if (this.#segmentAt === 7 && (byte === 0 || this.#segmentLength !== 8 + 3 * byte)) return malformed
    this.#segmentAt += 1
    if (this.#segmentAt < this.#segmentLength) return at + 1
    if (this.width === 0 || this.height === 0) return malformed
    if (this.width * this.height > maxPixels) return tooManyPixels
    this.#hasFrame = true
    return this.#endSegment(at + 1)
  }

  #endSegment(next: number): number {
    const startsScan = this.#marker === 0xda
    if (startsScan) this.#hasScan = true
    this.#hasScanData = false
    this.#state = startsScan ? 'scan' : 'markerPrefix'
    return next
  }
}

/** Whether no segment follows the marker. */
export function isAlone(marker: number): boolean {
  return marker <= 0x01 || isRestart(marker)
}

export function isRestart(marker = 0): boolean {
  return marker >= 0xd0 && marker <= 0xd7
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which share their range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}
