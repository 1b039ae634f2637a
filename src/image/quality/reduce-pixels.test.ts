import { describe, expect, test } from 'vitest'
import { PixelReducer, type Pixels } from './reduce-pixels.ts'

/** Pixels of which each channel counts on its own, so that none is mixed up. */
function gradient(width: number, height: number): Pixels {
  const data = Uint8ClampedArray.from(
    { length: width * height * 4 },
    (_, at) => (at * 7 + (at % 4) * 50) % 256,
  )
  return { width, height, data }
}

function reduce(pixels: Pixels, stripRows: number): Pixels {
  const { width, height, data } = pixels
  const reducer = new PixelReducer(width, height)
  for (let top = 0; top < height; top += stripRows) {
    const rows = Math.min(stripRows, height - top)
    reducer.push({ width, height: rows, data: data.subarray(top * width * 4, (top + rows) * width * 4) })
  }
  return reducer.pixels
}

function isSame(first: Pixels, second: Pixels): boolean {
  return first.width === second.width && Buffer.from(first.data).equals(Buffer.from(second.data))
}

describe('Reducing a picture', () => {
  test.each([
    [1, 1, 1, 1],
    [899, 10, 899, 10],
    [1799, 10, 1799, 10],
    [1800, 10, 900, 5],
    [2701, 8, 900, 2],
    [3, 4000, 1, 1000],
    [8000, 5, 1000, 1],
  ])('of %i × %i pixels gives %i × %i', (width, height, reducedWidth, reducedHeight) => {
    const reduced = reduce(gradient(width, height), 16)
    expect(reduced).toMatchObject({ width: reducedWidth, height: reducedHeight })
    expect(reduced.data.length).toBe(reducedWidth * reducedHeight * 4)
  })

  test('leaves a small picture as it is', () => {
    const pixels = gradient(300, 200)
    expect(isSame(reduce(pixels, 64), pixels)).toBe(true)
  })

  test('averages each channel over a square', () => {
    const pixels = gradient(1800, 4)
    const { data } = reduce(pixels, 4)
    const corners = [0, 1, 1800, 1801].map((pixel) => pixel * 4)
    for (const channel of [0, 1, 2, 3]) {
      const sum = corners.reduce((total, at) => total + (pixels.data[at + channel] ?? 0), 0)
      expect(data[channel]).toBe(new Uint8ClampedArray([sum / 4])[0])
    }
  })

  test('gives the same however high the strips are', () => {
    const pixels = gradient(2750, 31)
    const whole = reduce(pixels, 31)
    for (const stripRows of [1, 2, 5, 30]) expect(isSame(reduce(pixels, stripRows), whole)).toBe(true)
  })
})
