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
    it(`are whole and can be decoded: ${name}`, async () => {
      expect(structureOf(buffer)).toMatchObject({ format, endOffset: buffer.length })
      const { info } = await sharp(buffer).raw().toBuffer({ resolveWithObject: true })
      expect(info).toMatchObject(format === 'jpeg' ? { width: 64, height: 40 } : { width: 320, height: 200 })
    })
  }

  it('have exactly the size that was asked for', () => {
    // Among them those that leave a comment too short for its own head.
    const sizes = [1000, 65_945, 65_946, 65_947, 65_948, 65_949, 65_952, 131_500, 10 * 1024 * 1024 + 1]
    for (const size of sizes) {
      const { buffer } = testFiles.jpgOfSize(size)
      expect([size, buffer.length, structureOf(buffer)]).toMatchObject([size, size, { endOffset: size }])
    }
    for (const size of [4096, 65_948]) expect(testFiles.pngOfSize(size).buffer).toHaveLength(size)
  })
})

describe('sizes that no file can have', () => {
  for (const bytes of [10, 999, -1, 1000.5, Number.NaN, Infinity]) {
    it(`are refused by saying which it can: ${bytes}`, () => {
      const message = `A JPG for a test has 1000 bytes or more, a whole number of them; not ${bytes}.`
      expect(() => testFiles.jpgOfSize(bytes)).toThrow(message)
      expect(() => testFiles.pngOfSize(bytes)).toThrow('A PNG for a test has 4096 bytes or more')
      expect(() => testFiles.oversizedJpg(bytes - 2)).toThrow('A JPG for a test has 1000 bytes or more')
      expect(() => testFiles.oversizedPng(bytes - 2)).toThrow('A PNG for a test has 4096 bytes or more')
    })
  }
})

describe('what is no picture, or only half of one', () => {
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
    it(`is known by its bytes: ${name}`, () => {
      expect(structureOf(buffer)).toMatchObject(found)
    })
  }

  it('can be decoded where it is a GIF', async () => {
    expect(await sharp(testFiles.gif().buffer).metadata()).toMatchObject({ width: 1, height: 1 })
  })
})
