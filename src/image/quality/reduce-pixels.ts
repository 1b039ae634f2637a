/** RGBA, eight bits each, row by row from the top: what getImageData gives. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

/** The long side of a reduced picture is at least this and less than twice it, where the picture has as much. */
const leastLongSide = 900

/**
 * Averages squares of a picture, handed in from top to bottom in strips of any height, into one pixel each. Written
 * here because browsers scale differently, some so softly that every picture would look blurred; and in strips so
 * that the pixels of a large picture are never all in memory a second time.
 */
export class PixelReducer {
  readonly #side: number
  readonly #width: number
  readonly #height: number
  readonly #sums: Uint32Array
  readonly #data: Uint8ClampedArray
  #rowsSeen = 0

  constructor(width: number, height: number) {
    this.#side = Math.max(1, Math.floor(Math.max(width, height) / leastLongSide))
    this.#width = Math.max(1, Math.floor(width / this.#side))
    this.#height = Math.max(1, Math.floor(height / this.#side))
    this.#sums = new Uint32Array(this.#width * 4)
    this.#data = new Uint8ClampedArray(this.#width * this.#height * 4)
  }

  push({ width, height, data }: Pixels): void {
    if (this.#side === 1) {
      this.#data.set(data, this.#rowsSeen * width * 4)
      this.#rowsSeen += height
      return
    }
    const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height)
    for (let row = 0; row < height; row += 1) {
      this.#addRow(pixels, row * width)
      this.#rowsSeen += 1
      if (this.#rowsSeen % this.#side === 0) this.#finishRow(this.#rowsSeen / this.#side - 1)
    }
  }

  get pixels(): Pixels {
    return { width: this.#width, height: this.#height, data: this.#data }
  }

  /** Adds two bytes of a pixel at once, each in half a word, which has room for 256 of them. Red is the lowest byte. */
  #addRow(pixels: Uint32Array, start: number): void {
    const sums = this.#sums
    const side = this.#side
    let from = start
    for (let to = 0; to < sums.length; to += 4) {
      let redBlue = 0
      let greenAlpha = 0
      for (const end = from + side; from < end; from += 1) {
        const pixel = pixels[from]!
        redBlue += pixel & 0xff_00ff
        greenAlpha += (pixel >>> 8) & 0xff_00ff
      }
      sums[to]! += redBlue & 0xffff
      sums[to + 1]! += greenAlpha & 0xffff
      sums[to + 2]! += redBlue >>> 16
      sums[to + 3]! += greenAlpha >>> 16
    }
  }

  #finishRow(index: number): void {
    if (index >= this.#height) return
    const sums = this.#sums
    const data = this.#data
    const area = this.#side * this.#side
    const start = index * sums.length
    for (let at = 0; at < sums.length; at += 1) data[start + at] = sums[at]! / area
    sums.fill(0)
  }
}
