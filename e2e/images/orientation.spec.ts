import { type Page } from 'playwright/test'
import sharp from 'sharp'
import { pngChunk } from '../../src/testkit/files.ts'
import { alike, greatestDifference, named, picture } from '../support/images/image-files.ts'
import { expect, test } from '../support/images/image-test.ts'

/** The picture as a camera held so stores it: `autoOrient` of sharp, another implementation, gives it back upright. */
async function held(orientation: number, format: 'jpeg' | 'png'): Promise<Buffer> {
  return await picture().withMetadata({ orientation }).toFormat(format).toBuffer()
}

for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  // One that phones make, and one that is mirrored. The pictures of other specs are upright.
  const tag = [6, 7].includes(orientation) ? [] : '@wide'
  test(
    `A photo with Exif orientation ${String(orientation)} comes out upright, turned as asked`,
    { tag },
    async ({ pipeline }) => {
      for (const format of ['jpeg', 'png'] as const) {
        const bytes = await held(orientation, format)
        expect((await sharp(bytes).metadata()).orientation).toBe(orientation)
        const upright = await sharp(bytes).autoOrient().png().toBuffer()
        for (const extension of ['jpg', 'png'] as const) {
          for (const quarterTurns of [0, 1, 2, 3] as const) {
            const prepared = await pipeline.prepare(named('held', bytes), { extension, quarterTurns })
            const turned = await sharp(upright)
              .rotate(90 * quarterTurns)
              .png()
              .toBuffer()
            const { width, height } = await sharp(turned).metadata()
            const seen = await sharp(prepared.bytes).autoOrient().png().toBuffer()
            const isKept = prepared.changes.length === 0

            const row = `${format} to ${extension}, ${String(quarterTurns)} turns`
            expect(await greatestDifference(seen, turned), row).toBeLessThan(alike)
            expect(prepared, row).toMatchObject({ width, height })
            expect(prepared.changes.includes('rotated'), row).toBe(quarterTurns !== 0)
            expect(isKept, row).toBe((format === 'jpeg') === (extension === 'jpg') && quarterTurns === 0)
          }
        }
      }
    },
  )
}

test('A photo that is stored with its orientation says its upright dimensions, before and after', async ({
  pipeline,
}) => {
  const prepared = await pipeline.prepare(named('held.jpg', await held(6, 'jpeg')), { quarterTurns: 1 })
  expect(prepared).toMatchObject({ width: 64, height: 40, original: { width: 40, height: 64 } })
})

const turned = 6

/** An Exif block's TIFF structure with one entry, in big-endian order. */
function tiff(orientation: number, { tag = 0x0112, type = 3, count = 1, magic = 42 } = {}): Buffer {
  const bytes = Buffer.alloc(26)
  bytes.write('MM')
  bytes.writeUInt16BE(magic, 2)
  bytes.writeUInt32BE(8, 4)
  bytes.writeUInt16BE(1, 8)
  bytes.writeUInt16BE(tag, 10)
  bytes.writeUInt16BE(type, 12)
  bytes.writeUInt32BE(count, 14)
  if (type === 4) bytes.writeUInt32BE(orientation, 18)
  else bytes.writeUInt16BE(orientation, 18)
  return bytes
}

/** The same with two entries. */
function twoEntries(first: number, second: number): Buffer {
  const bytes = Buffer.concat([tiff(first).subarray(0, 22), tiff(second).subarray(10)])
  bytes.writeUInt16BE(2, 8)
  return bytes
}

function segment(marker: number, ...content: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)))
  const head = Buffer.of(0xff, marker, 0, 0)
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}
const exif = (content: Buffer) => segment(0xe1, 'Exif\0\0', content)
const exifChunk = (content: Buffer) => pngChunk('eXIf', content)
const badChecksum = (chunk: Buffer) => Buffer.from(chunk).fill(~(chunk.at(-1) ?? 0), chunk.length - 1)
const xmp = '<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>'
const xmpSegment = segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp)
const comments = Array.from({ length: 32 }, () => segment(0xfe, Buffer.alloc(65_000)))

/** Where a picture is cut to put something in. */
const places = {
  afterStart: () => 2,
  beforeScan: (file: Buffer) => file.indexOf(Buffer.of(0xff, 0xda)),
  beforeEnd: (file: Buffer) => file.length - 2,
  afterEnd: (file: Buffer) => file.length,
  afterHeader: () => 33,
  afterData: (file: Buffer) => file.length - 12,
}

const oddlyTurned: readonly (readonly [string, 'jpeg' | 'png', keyof typeof places, ...Buffer[]])[] = [
  ['behind XMP', 'jpeg', 'afterStart', xmpSegment, exif(tiff(turned))],
  ['in XMP alone', 'jpeg', 'afterStart', xmpSegment],
  ['in the first of two blocks', 'jpeg', 'afterStart', exif(tiff(turned)), exif(tiff(1))],
  ['in the second of two blocks', 'jpeg', 'afterStart', exif(tiff(1)), exif(tiff(turned))],
  ['behind a block without one', 'jpeg', 'afterStart', exif(tiff(1, { tag: 0x0100 })), exif(tiff(turned))],
  ['behind a block that is none', 'jpeg', 'afterStart', exif(Buffer.alloc(26)), exif(tiff(turned))],
  ['right before the scan', 'jpeg', 'beforeScan', exif(tiff(turned))],
  ['behind the scan', 'jpeg', 'beforeEnd', exif(tiff(turned))],
  ['behind the end', 'jpeg', 'afterEnd', exif(tiff(turned))],
  ['behind fill bytes', 'jpeg', 'afterStart', Buffer.of(0xff, 0xff), exif(tiff(turned))],
  ['behind markers alone', 'jpeg', 'afterStart', Buffer.of(0xff, 0x01, 0xff, 0xd0), exif(tiff(turned))],
  ['behind 2 MB', 'jpeg', 'afterStart', ...comments, exif(tiff(turned))],
  ['in APP2', 'jpeg', 'afterStart', segment(0xe2, 'Exif\0\0', tiff(turned))],
  ['as a LONG', 'jpeg', 'afterStart', exif(tiff(turned, { type: 4 }))],
  ['twice in an entry', 'jpeg', 'afterStart', exif(tiff(turned, { count: 2 }))],
  ['not once in an entry', 'jpeg', 'afterStart', exif(tiff(turned, { count: 0 }))],
  ['in a structure that isn’t TIFF', 'jpeg', 'afterStart', exif(tiff(turned, { magic: 43 }))],
  ['in the second of two entries', 'jpeg', 'afterStart', exif(twoEntries(1, turned))],
  ['behind an entry that means nothing', 'jpeg', 'afterStart', exif(twoEntries(9, turned))],
  ['before the data', 'png', 'afterHeader', exifChunk(tiff(turned))],
  ['behind the data', 'png', 'afterData', exifChunk(tiff(turned))],
  ['in the first of two chunks', 'png', 'afterHeader', exifChunk(tiff(turned)), exifChunk(tiff(1))],
  ['in the second of two chunks', 'png', 'afterHeader', exifChunk(tiff(1)), exifChunk(tiff(turned))],
  ['in a spoilt chunk', 'png', 'afterHeader', badChecksum(exifChunk(tiff(turned)))],
  ['behind a spoilt chunk', 'png', 'afterHeader', badChecksum(exifChunk(tiff(1))), exifChunk(tiff(turned))],
  ['behind a chunk that is none', 'png', 'afterHeader', exifChunk(Buffer.alloc(26)), exifChunk(tiff(turned))],
  [
    'behind JPEG’s own head',
    'png',
    'afterHeader',
    exifChunk(Buffer.concat([Buffer.from('Exif\0\0'), tiff(turned)])),
  ],
  [
    'behind 2 MB',
    'png',
    'afterHeader',
    pngChunk('tEXt', Buffer.alloc(2_000_000, 'a')),
    exifChunk(tiff(turned)),
  ],
  ['in XMP alone', 'png', 'afterHeader', pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`))],
]

for (const [where, format, place, ...pieces] of oddlyTurned) {
  test(`An orientation in a ${format} turns what is sent as it turns what the browser shows: ${where}`, async ({
    pipeline,
  }) => {
    const plain = await picture().toFormat(format).toBuffer()
    const at = places[place](plain)
    const bytes = Buffer.concat([plain.subarray(0, at), ...pieces, plain.subarray(at)])
    for (const extension of ['jpg', 'png'] as const) {
      const prepared = await pipeline.prepare(named('odd', bytes), { extension })
      const { width, height } = await shownDimensions(pipeline.page)
      const isKept = (format === 'jpeg') === (extension === 'jpg')
      expect(prepared.changes, extension).toEqual(isKept ? [] : ['converted'])
      expect(prepared, extension).toMatchObject({ width, height, original: { width, height } })
      if (!isKept) expect(await sharp(prepared.bytes).metadata()).toMatchObject({ width, height })
    }
  })
}

test('The browser shows an oriented JPEG and PNG as the pipeline says', async ({ pipeline }) => {
  for (const format of ['jpeg', 'png'] as const) {
    const bytes = await held(6, format)
    const { width, height } = await pipeline.prepare(named('held', bytes), {
      extension: format === 'jpeg' ? 'jpg' : 'png',
    })
    expect(await shownDimensions(pipeline.page), format).toEqual({ width, height })
  }
})

/** Of the chosen file, as the browser shows it. */
async function shownDimensions(page: Page): Promise<{ width: number; height: number }> {
  return await page.evaluate(async () => {
    const file = document.querySelector('input')?.files?.[0]
    if (!file) throw new Error('No file is chosen')
    const image = new Image()
    image.src = URL.createObjectURL(file)
    await image.decode()
    return { width: image.naturalWidth, height: image.naturalHeight }
  })
}
