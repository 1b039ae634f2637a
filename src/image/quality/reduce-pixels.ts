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

  push(strip: Pixels): void {
    for (let row = 0; row < strip.height; row += 1) {
      this.#addRow(strip.data.subarray(row * strip.width * 4, (row + 1) * strip.width * 4))
      this.#rowsSeen += 1
      if (this.#rowsSeen % this.#side === 0) this.#finishRow(this.#rowsSeen / this.#side - 1)
    }
  }

  get pixels(): Pixels {
    return { width: this.#width, height: this.#height, data: this.#data }
  }

  #addRow(row: Uint8ClampedArray): void {
    const sums = this.#sums
    const side = this.#side
    let from = 0
    for (let to = 0; to < sums.length; to += 4) {
      for (const end = from + side * 4; from < end; from += 4) {
        sums[to] = (sums[to] ?? 0) + (row[from] ?? 0)
        sums[to + 1] = (sums[to + 1] ?? 0) + (row[from + 1] ?? 0)
        sums[to + 2] = (sums[to + 2] ?? 0) + (row[from + 2] ?? 0)
        sums[to + 3] = (sums[to + 3] ?? 0) + (row[from + 3] ?? 0)
      }
    }
  }

  #finishRow(index: number): void {
    if (index >= this.#height) return
    const sums = this.#sums
    const data = this.#data
    const area = this.#side * this.#side
    const start = index * sums.length
    for (let at = 0; at < sums.length; at += 1) data[start + at] = (sums[at] ?? 0) / area
    sums.fill(0)
  }
}
