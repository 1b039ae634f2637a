import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readScans } from './jpeg-scans.ts'

/** Textured above and flat below, as a page in a photograph is: codes of every length, and runs of empty blocks. */
function picture(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3)
  for (let at = 0; at < pixels.length / 2; at += 1) pixels[at] = (at * 7919 + (at >> 3) * 104_729) % 256
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

const encodings = [
  { progressive: false, chromaSubsampling: '4:2:0', optimiseCoding: false },
  { progressive: false, chromaSubsampling: '4:4:4', optimiseCoding: true },
  { progressive: true, chromaSubsampling: '4:2:0' },
  { progressive: true, chromaSubsampling: '4:4:4' },
  { progressive: true, chromaSubsampling: '4:2:0', optimiseScans: true, trellisQuantisation: true },
]
const files = await Promise.all(
  [
    [1, 1],
    [8, 8],
    [17, 33],
    [200, 150],
  ].flatMap(([width = 0, height = 0]) =>
    encodings.flatMap((encoding) =>
      [picture(width, height), picture(width, height).toColourspace('b-w')].map(async (image) => {
        const bytes = await image.jpeg({ quality: 88, ...encoding }).toBuffer()
        const { channels } = await sharp(bytes).metadata()
        return { title: `${width} × ${height}, ${channels}, ${JSON.stringify(encoding)}`, bytes }
      }),
    ),
  ),
)
const endOfImage = Buffer.of(0xff, 0xd9)
const trailer = Buffer.from('\0\0\u0001\n\u000e\0\0\0Image_UTC_Data1527159600000SEFH', 'latin1')

describe('a whole JPEG', () => {
  it.each(files)('is complete, with its end marker, without it, and with a trailer: $title', ({ bytes }) => {
    const end = bytes.length - 2
    const withoutEnd = bytes.subarray(0, end)
    for (const file of [bytes, withoutEnd, Buffer.concat([withoutEnd, trailer])]) {
      expect(readScans(file)).toEqual({ kind: 'complete', end })
    }
  })
})

describe('a JPEG that was cut', () => {
  it.each(files)('is never complete, wherever it was: $title', ({ bytes }) => {
    const start = bytes.indexOf(Buffer.of(0xff, 0xda))
    // A stuffed byte at the very end is no part of the data.
    const end = bytes.length - (bytes.at(-3) === 0 && bytes.at(-4) === 0xff ? 3 : 2)
    const step = Math.max(1, Math.floor((end - start) / 50))
    for (let length = end - 1; length > 2; length -= step) {
      const cut = bytes.subarray(0, length)
      const filled = Buffer.concat([cut, Buffer.alloc(bytes.length)])
      for (const file of [cut, Buffer.concat([cut, endOfImage]), filled]) {
        expect([length, readScans(file).kind]).not.toEqual([length, 'complete'])
      }
    }
  })

  it.each(files.filter(({ title }) => title.startsWith('200')))(
    'is broken, with an end marker put back too: $title',
    ({ bytes }) => {
      for (const share of [0.4, 0.5, 0.8, 0.99]) {
        const cut = bytes.subarray(0, bytes.length * share)
        expect(readScans(cut).kind).toBe('broken')
        expect(readScans(Buffer.concat([cut, endOfImage])).kind).toBe('broken')
      }
    },
  )
})

describe('a JPEG longer than the window that it is read through', () => {
  it.each(encodings)('is complete to its last byte, and broken without it: %o', async (encoding) => {
    const bytes = await picture(900, 700)
      .jpeg({ quality: 97, ...encoding })
      .toBuffer()
    const end = bytes.length - 2
    expect(end).toBeGreaterThan(200_000)
    expect(readScans(bytes)).toEqual({ kind: 'complete', end })
    for (const share of [0.3, 0.6, 0.9]) {
      const cut = Buffer.concat([bytes.subarray(0, end * share), endOfImage])
      expect(readScans(cut).kind).toBe('broken')
    }
  })
})

/** One grey block: a code of one bit for its brightness, one for the end of the block. */
const frame = 'ffd8 ffc0 000b 08 0008 0008 01 011100'
const tables =
  'ffc4 0014 00 01000000000000000000000000000000 01 ffc4 0014 10 01000000000000000000000000000000 00'
/** The end of the block is the code 0000000001000000. */
const longTables =
  'ffc4 0014 00 01000000000000000000000000000000 01 ffc4 0015 10 00000000000000000001000000000001 0100'
const scan = 'ffda 0008 01 0100 003f00'
const hex = (...pieces: readonly string[]) => Buffer.from(pieces.join('').replaceAll(' ', ''), 'hex')

describe('a JPEG written by hand', () => {
  it.each([
    ['that needs two bits is complete with them', [frame, tables, scan, '1f', 'ffd9'], 'complete'],
    ['may have a comment between its tables', [frame, 'fffe 0004 ffd9', tables, scan, '1f'], 'complete'],
    ['may have data that end in zeros, with its end', [frame, tables, scan, '00', 'ffd9'], 'unknown'],
    ['may have no zeros for its end', [frame, tables, scan, '00'], 'unknown'],
    [
      'has restart markers between its units',
      [frame.replace('0008 0008', '0008 0010'), 'ffdd 0004 0001', tables, scan, '1f ffd3 1f'],
      'complete',
    ],
    [
      'may not lack a restart marker',
      [frame.replace('0008 0008', '0008 0010'), 'ffdd 0004 0001', tables, scan, '1f 1f', 'ffd9'],
      'broken',
    ],
    ['may not have codes without a table', [frame, scan, '1f', 'ffd9'], 'broken'],
    ['may not have more codes than fit', [frame, tables.replace('00 0100', '00 0300'), scan, '1f'], 'broken'],
    [
      'can’t be judged when it is coded by arithmetic',
      [frame.replace('ffc0', 'ffc9'), scan, '1f', 'ffd9'],
      'unknown',
    ],
    [
      'can’t be judged when its scan names no component',
      [frame, tables, scan.replace('0100', '0200'), '1f'],
      'unknown',
    ],
    [
      'can’t be judged when it has more components than any browser decodes',
      [
        frame.replace('01 011100', '05 011100 021100 031100 041100 051100').replace('000b', '0017'),
        tables,
        scan,

        'ffd9',
      ],
      'unknown',
    ],
    ['may have codes of 16 bits', [frame, longTables, scan, '00103f', 'ffd9'], 'complete'],
    ['may not end within a code of 16 bits', [frame, longTables, scan, '0010', 'ffd9'], 'broken'],
    [
      'can’t be judged when a scan comes twice',
      [
        frame.replace('01 011100', '02 011100 021100').replace('000b', '000e'),
        tables,
        scan,
        '1f',
        scan,
        '1f',
        'ffd9',
      ],
      'unknown',
    ],
    ['is broken without a scan', [frame, tables], 'broken'],
    ['is broken where it ends in a segment', [frame, tables.slice(0, -4)], 'broken'],
  ])('%s', (_title, pieces, kind) => {
    expect(readScans(hex(...pieces)).kind).toBe(kind)
  })
})
