import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { findFlaws, inspectFile } from './inspect-file.ts'

const megabyte = 2 ** 20

/** Counts what is read of it. */
class CountedBlob extends Blob {
  bytesRead = 0

  override slice(start?: number, end?: number): Blob {
    const part = super.slice(start, end)
    this.bytesRead += part.size
    return part
  }
}

const jpeg = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#888' } })
  .jpeg()
  .toBuffer()

describe('No more of a JPG is searched for a flaw than can have one', () => {
  test('what comes before its end, and no film behind it', async () => {
    const file = new CountedBlob([jpeg, Buffer.alloc(5 * megabyte)])
    const inspected = await inspectFile(file)
    expect(inspected).toMatchObject({ stored: { width: 600, height: 400 }, missingEnd: undefined })
    expect(file.bytesRead).toBe(file.size)
    expect(await findFlaws(file, inspected)).toEqual([])
    expect(file.bytesRead).toBe(file.size + jpeg.length)
  })

  test('nothing, where its structure is broken before the picture', async () => {
    const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0))
    const file = new CountedBlob([
      jpeg.subarray(0, frame + 2),
      Buffer.of(0, 1),
      jpeg.subarray(frame + 4, -2),
      Buffer.alloc(5 * megabyte),
    ])
    await expect(inspectFile(file)).rejects.toMatchObject({ problem: { kind: 'damaged', found: 'jpeg' } })
    expect(file.bytesRead).toBe(megabyte)
  })

  test('nothing, where it has no end and is too large to be in memory at once', async () => {
    const zeros = new Uint8Array(megabyte)
    const file = new CountedBlob([jpeg.subarray(0, -2), ...Array.from({ length: 128 }, () => zeros)])
    await expect(inspectFile(file)).rejects.toMatchObject({ problem: { kind: 'damaged', found: 'jpeg' } })
    expect(file.bytesRead).toBe(file.size)
  })
})
