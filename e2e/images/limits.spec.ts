import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { bytesPerMegabyte } from '../../src/contract/file.ts'
import {
  alike,
  blackPng,
  greatestDifference,
  named,
  noise,
  picture,
  transparentPicture,
} from '../support/images/image-files.ts'
import { expect, test } from '../support/images/image-test.ts'

test('A JPEG of exactly the limit is left alone, and one byte over it is not', async ({ pipeline }) => {
  const bytes = await noise(300, 200).jpeg({ quality: 100 }).toBuffer()
  const kept = await pipeline.prepare(named('a.jpg', bytes), { maxFileBytes: bytes.length })
  const remade = await pipeline.prepare(named('a.jpg', bytes), { maxFileBytes: bytes.length - 1 })

  expect(kept.changes).toEqual([])
  expect(kept.bytes.equals(bytes)).toBe(true)
  expect(remade.changes).toEqual(['recompressed'])
  expect(remade.original).toMatchObject({ format: 'jpeg', bytes: bytes.length })
})

test('A JPEG over the limit keeps all its pixels as long as a lower quality suffices', async ({
  pipeline,
}) => {
  const bytes = await noise(600, 450).jpeg({ quality: 100 }).toBuffer()
  const atBest = (await pipeline.prepare(named('a.jpg', bytes), { maxFileBytes: bytes.length - 1 })).bytes
    .length
  const maxFileBytes = Math.floor(atBest * 0.7)
  const prepared = await pipeline.prepare(named('a.jpg', bytes), { maxFileBytes })

  expect(prepared).toMatchObject({ width: 600, height: 450, changes: ['recompressed'] })
  expect(prepared.bytes.length).toBeLessThanOrEqual(maxFileBytes)
  expect(prepared.bytes.length).toBeGreaterThan(maxFileBytes * 0.8)
})

test('A file far over the limit is scaled, and no further than the limit demands', async ({ pipeline }) => {
  const jpeg = await noise(750, 500).jpeg({ quality: 100 }).toBuffer()
  const png = await noise(450, 300).png().toBuffer()
  for (const [bytes, extension] of [
    [jpeg, 'jpg'],
    [png, 'png'],
    [jpeg, 'png'],
    [png, 'jpg'],
  ] as const) {
    const maxFileBytes = 37_500
    const prepared = await pipeline.prepare(named('a', bytes), { extension, maxFileBytes })
    const isConverted = (bytes === jpeg) !== (extension === 'jpg')

    expect(prepared.bytes.length).toBeLessThanOrEqual(maxFileBytes)
    expect(prepared.bytes.length).toBeGreaterThan(maxFileBytes * 0.8)
    expect(prepared.changes).toEqual(isConverted ? ['converted', 'scaled'] : ['scaled'])
    expect(prepared.width).toBeLessThan(prepared.original.width)
    const { width, height } = await sharp(prepared.bytes).metadata()
    expect(prepared).toMatchObject({ width, height })
    expect(Math.abs(width - height * 1.5)).toBeLessThan(2)
  }
})

test('A scaled picture shows what it showed, and keeps its transparency in a PNG', async ({ pipeline }) => {
  const large = await picture(2400, 1600).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
  const scaled = await pipeline.prepare(named('a.jpg', large), { maxFileBytes: 16_000 })
  expect(scaled.changes).toEqual(['scaled'])
  expect(await greatestDifference(scaled.bytes, large)).toBeLessThan(alike)

  const logo = await (await transparentPicture()).png({ compressionLevel: 0 }).toBuffer()
  const remade = await pipeline.prepare(named('a.png', logo), {
    extension: 'png',
    maxFileBytes: logo.length - 1,
  })
  expect(remade.changes).toEqual(['recompressed'])
  expect((await sharp(remade.bytes).raw().toBuffer())[3]).toBe(0)
})

test('A PNG whose side is longer than a canvas or a JPEG can be is made smaller as a whole, and that is said', async ({
  pipeline,
}) => {
  for (const [width, height] of [
    [20, 70_000],
    [66_000, 20],
    // Chromium draws as many rows, and leaves the last 20 out of a JPEG without a word.
    [20, 65_520],
  ] as const) {
    const bytes = await picture(width, height).png().toBuffer()
    const longest = Math.max(width, height)
    for (const [extension, quarterTurns] of [
      ['jpg', 0],
      ['png', 1],
    ] as const) {
      const prepared = await pipeline.prepare(named('scroll.png', bytes), { extension, quarterTurns })
      const row = `${extension} of ${String(width)} × ${String(height)}`
      expect(prepared.changes, row).toEqual(
        extension === 'jpg' ? ['converted', 'scaled'] : ['scaled', 'rotated'],
      )
      expect(Math.max(prepared.width, prepared.height), row).toBeLessThanOrEqual(65_500)
      expect(Math.max(prepared.width, prepared.height), row).toBeGreaterThan(65_490)
      const shortest = Math.min(prepared.width, prepared.height)
      expect(Math.abs(shortest - (20 * 65_500) / longest), row).toBeLessThan(1)
      const turned = await sharp(bytes, { unlimited: true })
        .rotate(90 * quarterTurns)
        .png()
        .toBuffer()
      expect(await greatestDifference(prepared.bytes, turned), row).toBeLessThan(alike)
    }
  }
})

test('A limit that no picture fits is said', async ({ pipeline }) => {
  const bytes = await noise(300, 200).jpeg().toBuffer()
  const problem = await pipeline.refuse(named('a.jpg', bytes), { maxFileBytes: 200 })
  expect(problem).toEqual({ kind: 'tooLarge', bytes: bytes.length })
})

test.describe('A picture of more than 50 megapixels is not decoded', () => {
  let bomb: Buffer
  test.beforeAll(() => {
    bomb = blackPng(30_000, 30_000)
  })

  test('as a PNG of few bytes that would have to be converted', async ({ pipeline }) => {
    expect(bomb.length).toBeLessThan(bytesPerMegabyte)
    const problem = await pipeline.refuse(named('bomb.png', bomb))
    expect(problem).toEqual({ kind: 'tooManyPixels', width: 30_000, height: 30_000 })
  })

  test('as a PNG of few bytes that is turned', async ({ pipeline }) => {
    const problem = await pipeline.refuse(named('bomb.png', bomb), { extension: 'png', quarterTurns: 1 })
    expect(problem).toMatchObject({ kind: 'tooManyPixels' })
  })

  test('as a PNG that goes up as it is', async ({ pipeline }) => {
    const prepared = await pipeline.prepare(named('scan.png', bomb), { extension: 'png' })
    expect(prepared).toMatchObject({ changes: [], width: 30_000, height: 30_000, warnings: [] })
    expect(prepared.bytes.equals(bomb)).toBe(true)
  })

  test('as a PNG that claims 2³¹ - 1 by 2³¹ - 1, even to go up as it is', async ({ pipeline }) => {
    const bytes = Buffer.from(bomb)
    bytes.writeUInt32BE(0x7fffffff, 16)
    bytes.writeUInt32BE(0x7fffffff, 20)
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
    const problem = await pipeline.refuse(named('bomb.png', bytes), { extension: 'png' })
    expect(problem).toEqual({ kind: 'tooManyPixels', width: 2 ** 31 - 1, height: 2 ** 31 - 1 })
  })

  test('as a JPEG whose header claims it', async ({ pipeline }) => {
    const bytes = await picture().jpeg().toBuffer()
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
    bytes.writeUInt16BE(65_000, frame + 5)
    bytes.writeUInt16BE(65_000, frame + 7)
    const problem = await pipeline.refuse(named('a.jpg', bytes), { extension: 'png' })
    expect(problem).toEqual({ kind: 'tooManyPixels', width: 65_000, height: 65_000 })
  })

  test('as a GIF whose header claims it', async ({ pipeline }) => {
    const bytes = await picture().gif().toBuffer()
    bytes.writeUInt16LE(60_000, 6)
    bytes.writeUInt16LE(60_000, 8)
    const problem = await pipeline.refuse(named('a.gif', bytes))
    expect(problem).toEqual({ kind: 'tooManyPixels', width: 60_000, height: 60_000 })
  })
})

test('A file of another kind is named, however large it is', async ({ pipeline }) => {
  const film = Buffer.alloc(3 * bytesPerMegabyte)
  film.write('\0\0\0\u0018ftypisom', 'latin1')
  const problem = await pipeline.refuse(named('film.mp4', film), { maxFileBytes: bytesPerMegabyte })
  expect(problem).toEqual({ kind: 'typeRefused', found: 'mp4' })
})
