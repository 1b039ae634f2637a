import * as fc from 'fast-check'
import sharp, { type Metadata, type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { type ImageFormat } from '../file.ts'
import { createStructureWalk } from './image-structure.ts'
import { type ImageStructure, type StructureProblem } from './structure-walk.ts'

type Verdict = ImageStructure & { readonly problem: StructureProblem | undefined }

/** What the walk says of a file that comes in the given pieces. */
function walk(format: ImageFormat, pieces: Iterable<Uint8Array>): Verdict {
  const structureWalk = createStructureWalk(format)
  for (const piece of pieces) structureWalk.push(piece)
  const problem = structureWalk.end()
  return { ...structureWalk.structure, problem }
}

function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

/** A picture with texture, so that the entropy-coded data has stuffed bytes in it. */
const width = 41
const height = 23
const noise = Buffer.from(
  Array.from({ length: width * height * 4 }, (_, index) => (index * 7919 + (index >> 3) * 104_729) % 256),
)
const picture = () => sharp(noise, { raw: { width, height, channels: 4 } })
const grey = () => picture().removeAlpha().toColourspace('b-w')

/** JPEG segment: marker, length, content (ITU-T T.81 B.1.1.4). */
function segment(marker: number, content: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}

async function withThumbnail(): Promise<Buffer> {
  const jpeg = await picture().jpeg().toBuffer()
  const thumbnail = await picture().resize(8).jpeg().toBuffer()
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0MM\0*\0\0\0\u0008'), thumbnail]))
  return Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)])
}

interface Kind {
  readonly format: ImageFormat
  readonly make: () => Promise<Buffer>
  /** What a decoder must see in it, so that it is what its name says. */
  readonly shows: Partial<Metadata>
}
const jpeg = (make: Kind['make'], shows: Partial<Metadata>): Kind => ({ format: 'jpeg', make, shows })
const png = (make: Kind['make'], shows: Partial<Metadata>): Kind => ({ format: 'png', make, shows })
const tagged = (image: Sharp) => image.withExif({ IFD0: { Make: 'Camera' } }).withIccProfile('p3')
const buffers = { exif: expect.any(Buffer) as Buffer, icc: expect.any(Buffer) as Buffer }

const table: Record<string, Kind> = {
  'baseline JPEG': jpeg(async () => picture().jpeg().toBuffer(), { isProgressive: false }),
  'JPEG with all its colours': jpeg(async () => picture().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(), {
    chromaSubsampling: '4:4:4',
  }),
  'progressive JPEG': jpeg(async () => picture().jpeg({ progressive: true }).toBuffer(), {
    isProgressive: true,
  }),
  'greyscale JPEG': jpeg(async () => grey().jpeg().toBuffer(), { space: 'b-w', channels: 1 }),
  'CMYK JPEG': jpeg(async () => picture().toColourspace('cmyk').jpeg().toBuffer(), { space: 'cmyk' }),
  'JPEG with EXIF and a colour profile': jpeg(async () => tagged(picture().jpeg()).toBuffer(), buffers),
  'JPEG with a whole JPEG for its thumbnail': jpeg(withThumbnail, { exif: buffers.exif }),
  'JPEG of one pixel': jpeg(async () => picture().resize(1, 1).jpeg().toBuffer(), { width: 1, height: 1 }),
  'true-colour PNG': png(async () => picture().removeAlpha().png().toBuffer(), { channels: 3 }),
  'PNG with alpha': png(async () => picture().png().toBuffer(), { hasAlpha: true }),
  'interlaced PNG': png(async () => picture().png({ progressive: true }).toBuffer(), { isProgressive: true }),
  'PNG with a palette': png(async () => picture().png({ palette: true, colours: 16 }).toBuffer(), {
    isPalette: true,
  }),
  'greyscale PNG': png(async () => grey().png().toBuffer(), { channels: 1 }),
  '16-bit PNG': png(async () => picture().toColourspace('rgb16').png().toBuffer(), { depth: 'ushort' }),
  'PNG with EXIF and a colour profile': png(async () => tagged(picture().png()).toBuffer(), buffers),
  'PNG of one pixel': png(async () => picture().resize(1, 1).png().toBuffer(), { width: 1, height: 1 }),
}
const files = await Promise.all(
  Object.entries(table).map(async ([kind, { make, ...rest }]) => ({ kind, bytes: await make(), ...rest })),
)

describe('a whole file', () => {
  it.each(files)(
    'is found whole, with the dimensions that a decoder finds: $kind',
    async ({ format, bytes, shows }) => {
      const metadata = await sharp(bytes).metadata()
      expect(metadata).toMatchObject(shows)
      expect(walk(format, [bytes])).toEqual({
        format,
        width: metadata.width,
        height: metadata.height,
        endOffset: bytes.length,
        problem: undefined,
      })
    },
  )

  it.each(files)('stays whole with anything behind its end: $kind', ({ format, bytes }) => {
    const trailers = ['\0', '\u00FF', '\u00FF\u00D8\u00FF', 'ftypmp42', '\u0089PNG'].map((text) =>
      Buffer.from(text, 'latin1'),
    )
    for (const trailer of [...trailers, bytes]) {
      const expected = { ...walk(format, [bytes]), endOffset: bytes.length, problem: undefined }
      expect(walk(format, [Buffer.concat([bytes, trailer])])).toEqual(expected)
    }
  })

  it.each(files)('is truncated wherever it is cut: $kind', ({ format, bytes }) => {
    const verdicts = Array.from(bytes, (_, end) => walk(format, [bytes.subarray(0, end)]))
    expect(verdicts.map(({ problem, endOffset }) => ({ problem, endOffset }))).toEqual(
      Array.from(bytes, (_, offset) => ({ problem: { kind: 'truncated', offset }, endOffset: 0 })),
    )
  })

  it.each(files)('gives the same verdict in pieces of any size: $kind', ({ format, bytes }) => {
    const whole = walk(format, [bytes])
    expect(
      walk(
        format,
        Array.from(bytes, (byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(whole)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }), (places) => {
        expect(walk(format, cutAt(bytes, places))).toEqual(whole)
      }),
    )
  })

  it.each(files)('never upsets the walk when it is spoilt, however it comes: $kind', ({ format, bytes }) => {
    const spoil = fc.record({
      at: fc.nat({ max: bytes.length - 1 }),
      removed: fc.nat({ max: 6 }),
      added: fc.uint8Array({ maxLength: 6 }),
    })
    fc.assert(
      fc.property(fc.array(spoil, { minLength: 1, maxLength: 4 }), fc.array(fc.nat()), (spoils, places) => {
        let spoilt: Buffer = bytes
        for (const { at, removed, added } of spoils) {
          spoilt = Buffer.concat([spoilt.subarray(0, at), added, spoilt.subarray(at + removed)])
        }
        const verdict = walk(format, [spoilt])
        expect(walk(format, cutAt(spoilt, places))).toEqual(verdict)
        expect(verdict.problem?.offset ?? verdict.endOffset).toBeLessThanOrEqual(spoilt.length)
        expect(verdict.problem === undefined).toBe(verdict.endOffset > 0)
      }),
      { numRuns: 300 },
    )
  })

  it.each(files)('is malformed from its first byte as the other format: $kind', ({ format, bytes }) => {
    const other = format === 'jpeg' ? 'png' : 'jpeg'
    expect(walk(other, [bytes]).problem).toEqual({ kind: 'malformed', offset: 0 })
  })
})
