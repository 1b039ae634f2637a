import { expect, test } from 'vitest'
import { type ImageFormat } from '../../contract/file.ts'
import { type Encoding, fitWithin } from './fit-within.ts'

/** An encoder like the real ones: bytes grow with the quality, and a little slower than the area. */
function encoder(fullBytes: number, format: ImageFormat) {
  const encodings: Encoding[] = []
  const encode = async (encoding: Encoding) => {
    encodings.push(encoding)
    const quality = format === 'png' ? 1 : 0.1 + encoding.quality ** 2
    return await Promise.resolve(
      new Blob([new Uint8Array(600 + fullBytes * quality * encoding.scale ** 1.7)]),
    )
  }
  return { encode, encodings }
}

test.each([
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
] as const)('A %s is brought under %d of its size, and not far under', async (format, share) => {
  const maxBytes = 1_000_000 * share
  const { encode, encodings } = encoder(1_000_000, format)
  const fitting = await fitWithin(maxBytes, format, encode)

  expect(fitting?.blob.size).toBeLessThanOrEqual(maxBytes)
  expect(encodings.length).toBeLessThanOrEqual(8)
  expect(fitting?.blob.size).toBeGreaterThan(maxBytes * 0.8)
})

test('What fits at the best quality is encoded once, with all its pixels', async () => {
  for (const format of ['jpeg', 'png'] as const) {
    const { encode, encodings } = encoder(1_000_000, format)
    const fitting = await fitWithin(1_000_600, format, encode)
    expect(fitting).toMatchObject({ scale: 1, quality: 0.92 })
    expect(encodings).toHaveLength(1)
  }
})

test('Pixels are given up only when the lowest quality does not suffice', async () => {
  for (const maxBytes of [900_000, 700_000, 500_000]) {
    const { encode } = encoder(1_000_000, 'jpeg')
    expect((await fitWithin(maxBytes, 'jpeg', encode))?.scale).toBe(1)
  }
  const { encode } = encoder(1_000_000, 'jpeg')
  expect((await fitWithin(400_000, 'jpeg', encode))?.scale).toBeLessThan(1)
})

test('Where not even a small picture fits, there is no answer', async () => {
  for (const format of ['jpeg', 'png'] as const) {
    const { encode, encodings } = encoder(1_000_000, format)
    expect(await fitWithin(500, format, encode)).toBeUndefined()
    expect(encodings.length).toBeLessThanOrEqual(8)
  }
})
