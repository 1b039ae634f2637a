import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { identifyFormat, isImageFormat } from '../contract/image/file-format.ts'
import { createStructureWalk } from '../contract/image/image-structure.ts'
import { testFiles } from './files.ts'

function structureOf(bytes: Buffer) {
  const format = identifyFormat(bytes)
  if (!isImageFormat(format)) return { format }
  const walk = createStructureWalk(format)
  return walk.push(bytes) ?? walk.end() ?? walk.structure
}

describe('the good pictures', () => {
  const pictures = [
    ['goodJpg', testFiles.goodJpg(), 'jpeg'],
    ['goodPng', testFiles.goodPng(), 'png'],
    ['jpgOfSize', testFiles.jpgOfSize(3_000_000), 'jpeg'],
    ['pngOfSize', testFiles.pngOfSize(3_000_000), 'png'],
    ['oversizedJpg', testFiles.oversizedJpg(), 'jpeg'],
    ['oversizedPng', testFiles.oversizedPng(), 'png'],
    ['pngNamedJpg', testFiles.pngNamedJpg(), 'png'],
  ] as const
  for (const [name, { buffer }, format] of pictures) {
    it(`are whole, and can be decoded: ${name}`, async () => {
      expect(structureOf(buffer)).toMatchObject({ format, endOffset: buffer.length })
      const { info } = await sharp(buffer).raw().toBuffer({ resolveWithObject: true })
      expect(info).toMatchObject(format === 'jpeg' ? { width: 64, height: 40 } : { width: 320, height: 200 })
    })
  }

  it('have exactly the size that was asked for', () => {
    // Some of these would leave too few bytes for the last comment.
    const sizes = [1000, 65_945, 65_946, 65_947, 65_948, 65_949, 65_952, 131_500, 10 * 1024 * 1024 + 1]
    for (const size of sizes) {
      const { buffer } = testFiles.jpgOfSize(size)
      expect([size, buffer.length, structureOf(buffer)]).toMatchObject([size, size, { endOffset: size }])
    }
    for (const size of [4096, 65_948]) expect(testFiles.pngOfSize(size).buffer).toHaveLength(size)
  })
})

describe('impossible sizes', () => {
  for (const bytes of [10, 999, -1, 1000.5, Number.NaN, Infinity]) {
    it(`are refused, and the message names the possible ones: ${bytes}`, () => {
      const message = (format: string, fewest: number) =>
        `A ${format} for a test needs a whole number of bytes, at least ${fewest}.`
      expect(() => testFiles.jpgOfSize(bytes)).toThrow(`${message('JPG', 1000)} Given was ${bytes}.`)
      expect(() => testFiles.pngOfSize(bytes)).toThrow(message('PNG', 4096))
      expect(() => testFiles.oversizedJpg(bytes - 2)).toThrow(message('JPG', 1000))
      expect(() => testFiles.oversizedPng(bytes - 2)).toThrow(message('PNG', 4096))
    })
  }
})

describe('a file that is not a whole picture', () => {
  const files = [
    ['truncatedJpg', testFiles.truncatedJpg(), { kind: 'truncated' }],
    ['truncatedPng', testFiles.truncatedPng(), { kind: 'truncated' }],
    ['pdf', testFiles.pdf(), { format: 'pdf' }],
    ['heicHeader', testFiles.heicHeader(), { format: 'heic' }],
    ['gif', testFiles.gif(), { format: 'gif' }],
    ['svg', testFiles.svg(), { format: 'svg' }],
    ['html', testFiles.html(), { format: 'html' }],
    ['zip', testFiles.zip(), { format: 'zip' }],
    ['empty', testFiles.empty(), { format: 'empty' }],
  ] as const
  for (const [name, { buffer }, found] of files) {
    it(`is recognised by its bytes: ${name}`, () => {
      expect(structureOf(buffer)).toMatchObject(found)
    })
  }

  it('can be decoded if it is a GIF', async () => {
    expect(await sharp(testFiles.gif().buffer).metadata()).toMatchObject({ width: 1, height: 1 })
  })
})
