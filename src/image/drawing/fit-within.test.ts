import { describe, expect, it, test } from 'vitest'
import { type ImageFormat } from '../../contract/file.ts'
import { type Encoding, fitWithin } from './fit-within.ts'

/** An encoder like the real ones: bytes grow with the quality, and a little slower than the area. */
function encoder(fullBytes: number, format: ImageFormat, estimated = 1) {
  const encodings: Encoding[] = []
  const bytesOf = ({ scale, quality }: Encoding) =>
    600 + fullBytes * (format === 'png' ? 1 : 0.1 + quality ** 2) * scale ** 1.7
  return {
    encodings,
    pixels: fullBytes * 10,
    async encode(encoding: Encoding) {
      encodings.push(encoding)
      return await Promise.resolve(new Blob([new Uint8Array(bytesOf(encoding))]))
    },
    estimate: async (quality: number) => await Promise.resolve(bytesOf({ scale: 1, quality }) * estimated),
  }
}

const shares = [
  ['jpeg', 0.95],
  ['jpeg', 0.7],
  ['jpeg', 0.5],
  ['jpeg', 0.4],
  ['jpeg', 0.2],
  ['jpeg', 0.03],
  ['jpeg', 0.005],
  ['png', 0.9],
  ['png', 0.5],
  ['png', 0.1],
  ['png', 0.005],
] as const

describe.each([
  [1, 3],
  [0.95, 3],
  [1.05, 3],
  [0.5, 8],
] as const)('Where %d of its size is estimated,', (estimated, most) => {
  it.each(shares)('a %s is brought under %d of its size, and not far under', async (format, share) => {
    const maxBytes = 1_000_000 * share
    const { encodings, ...each } = encoder(1_000_000, format, estimated)
    const fitting = await fitWithin(maxBytes, format, each)

    expect(fitting?.blob.size).toBeLessThanOrEqual(maxBytes)
    expect(encodings.length).toBeLessThanOrEqual(most)
    expect(fitting?.blob.size).toBeGreaterThan(maxBytes * 0.8)
  })
})

test('What fits at the best quality is encoded once, with all its pixels', async () => {
  for (const format of ['jpeg', 'png'] as const) {
    const { encodings, ...each } = encoder(1_000_000, format)
    const fitting = await fitWithin(1_000_600, format, each)
    expect(fitting).toMatchObject({ scale: 1, quality: 0.92 })
    expect(encodings).toHaveLength(1)
  }
})

test('Pixels are given up only when the lowest quality does not suffice', async () => {
  for (const maxBytes of [900_000, 700_000, 500_000]) {
    expect((await fitWithin(maxBytes, 'jpeg', encoder(1_000_000, 'jpeg')))?.scale).toBe(1)
  }
  expect((await fitWithin(400_000, 'jpeg', encoder(1_000_000, 'jpeg')))?.scale).toBeLessThan(1)
})

test('Where not even a small picture fits, there is no answer', async () => {
  for (const format of ['jpeg', 'png'] as const) {
    const { encodings, ...each } = encoder(1_000_000, format)
    expect(await fitWithin(500, format, each)).toBeUndefined()
    expect(encodings.length).toBeLessThanOrEqual(10)
  }
})
