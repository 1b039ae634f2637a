import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createStructureWalk } from './image-structure.ts'
import { type StructureProblem } from './structure-walk.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')

/** The pieces of a JPEG of 2 × 3 pixels, by ITU-T T.81 annex B; the walk never looks inside most of them. */
const soi = 'ffd8'
const sof = 'ffc0 000b 08 0003 0002 01 011100'
const sos = 'ffda 0008 01 0100 003f00'
const data = 'a1b2 ff00 c3'
const eoi = 'ffd9'

/** The pieces of a PNG of 2 × 3 pixels, by PNG (third edition) 5 and 11. */
const signature = '89504e470d0a1a0a'
const inHex = (number: number) => number.toString(16).padStart(8, '0')
function chunk(type: string, content = '', length = hex(content).length): string {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), hex(content)])
  return `${inHex(length)} ${body.toString('hex')} ${inHex(crc32(body))}`
}
const withWrongChecksum = (piece: string) => piece.slice(0, -1) + (piece.endsWith('0') ? '1' : '0')
const header = (content: string) => chunk('IHDR', `${inHex(2)} ${inHex(3)} ${content}`)
const ihdr = header('08 02 00 00 00')
const idat = chunk('IDAT', '789c')
const iend = chunk('IEND')

function judge(format: 'jpeg' | 'png', pieces: readonly string[]) {
  const walk = createStructureWalk(format)
  walk.push(hex(pieces.join('')))
  return { problem: walk.end(), structure: walk.structure }
}
const whole = (...pieces: string[]) => ({ problem: undefined, endOffset: hex(pieces.join('')).length })
const malformedAt = (...before: string[]): StructureProblem => ({
  kind: 'malformed',
  offset: hex(before.join('')).length,
})
type Refused = readonly [title: string, pieces: readonly string[], expected: StructureProblem]

describe('a JPEG may have', () => {
  it.each([
    ['nothing but what it needs', [soi, sof, sos, data, eoi]],
    ['an end of image inside a comment', [soi, 'fffe 0006 ffd9 ffd9', sof, sos, data, eoi]],
    ['a comment without content', [soi, 'fffe 0002', sof, sos, data, eoi]],
    ['fill bytes before a marker', [soi, 'ffff', sof, 'ffffff', sos, data, 'ff', eoi]],
    ['stray bytes before a marker', [soi, '0000', sof, '00', sos, data, eoi]],
    ['restart markers in its data', [soi, 'ffdd 0004 0001', sof, sos, data, 'ffd0', data, 'ffd7', data, eoi]],
    ['several scans with tables between them', [soi, sof, sos, data, 'ffc4 0004 0000', sos, data, eoi]],
    ['a line count after its first scan', [soi, sof, sos, data, 'ffdc 0004 0003', eoi]],
    ['a single byte of data', [soi, sof, sos, '00', eoi]],
    ['a single stuffed byte of data', [soi, sof, sos, 'ff00', eoi]],
    ['any frame but the baseline’s', [soi, sof.replace('ffc0', 'ffc2'), sos, data, eoi]],
  ])('%s', (_title, pieces) => {
    const { problem, structure } = judge('jpeg', pieces)
    expect({ problem, endOffset: structure.endOffset }).toEqual(whole(...pieces))
    expect(structure).toMatchObject({ format: 'jpeg', width: 2, height: 3 })
  })
})

describe('a JPEG may not have', () => {
  it.each([
    ['another start', ['ffd9'], malformedAt('ff')],
    ['a second start of image', [soi, soi, sof, sos, data, eoi], malformedAt(soi, 'ff')],
    ['a scan before a frame', [soi, sos, data, eoi], malformedAt(soi, 'ff')],
    ['an end before a scan', [soi, sof, eoi], malformedAt(soi, sof, 'ff')],
    ['an end right after its start', [soi, eoi], malformedAt(soi, 'ff')],
    ['two frames', [soi, sof, sof, sos, data, eoi], malformedAt(soi, sof, 'ff')],
    ['a segment shorter than its length', [soi, 'fffe 0001', sof], malformedAt(soi, 'fffe 00')],
    ['a frame too short for its dimensions', [soi, 'ffc0 0007 08 0003 0002'], malformedAt(soi, 'ffc0 00')],
    [
      'a frame without components',
      [soi, 'ffc0 0008 08 0003 0002 00'],
      malformedAt(soi, 'ffc0 0008 08 0003 0002'),
    ],
    [
      'a frame longer than its components',
      [soi, sof.replace('000b', '000c')],
      malformedAt(soi, 'ffc0 000c 08 0003 0002'),
    ],
    ['a scan without data', [soi, sof, sos, eoi], malformedAt(soi, sof, sos, 'ff')],
    [
      'restart markers for data',
      [soi, sof, sos, 'ffd0 ffd1', eoi],
      malformedAt(soi, sof, sos, 'ffd0 ffd1 ff'),
    ],
    [
      'a later scan without data',
      [soi, sof, sos, data, sos, eoi],
      malformedAt(soi, sof, sos, data, sos, 'ff'),
    ],
    ['no height', [soi, sof.replace('0003', '0000'), sos], malformedAt(soi, sof).offset - 1],
    ['no width', [soi, sof.replace('0002', '0000'), sos], malformedAt(soi, sof).offset - 1],
  ])('%s', (_title, pieces, expected) => {
    const problem = typeof expected === 'number' ? { kind: 'malformed', offset: expected } : expected
    expect(judge('jpeg', pieces).problem).toEqual(problem)
  })
})

describe('a PNG may have', () => {
  it.each([
    ['nothing but what it needs', [signature, ihdr, idat, iend]],
    ['data in several chunks', [signature, ihdr, idat, idat, iend]],
    ['an empty chunk before its data', [signature, ihdr, chunk('IDAT'), idat, iend]],
    ['data whose head is cut in two', [signature, ihdr, chunk('IDAT', '78'), chunk('IDAT', '9c'), iend]],
    ['a palette', [signature, header('04 03 00 00 01'), chunk('PLTE', '000000'), idat, iend]],
    ['a palette as advice', [signature, ihdr, chunk('PLTE', '0000'), idat, iend]],
    [
      'a wrong checksum where it is no matter',
      [signature, ihdr, withWrongChecksum(chunk('tEXt')), idat, iend],
    ],
    ['chunks nobody knows', [signature, ihdr, chunk('zzZz', '00'), idat, chunk('eXIf', 'ffd9'), iend]],
    ['the name of its end inside a chunk', [signature, ihdr, chunk('tEXt', '00000000 49454e44'), idat, iend]],
  ])('%s', (_title, pieces) => {
    const { problem, structure } = judge('png', pieces)
    expect({ problem, endOffset: structure.endOffset }).toEqual(whole(...pieces))
    expect(structure).toMatchObject({ format: 'png', width: 2, height: 3 })
  })
})

describe('a PNG may not have', () => {
  it.each<Refused>([
    ['another start', ['89504e470a'], malformedAt('89504e47')],
    ['another first chunk', [signature, idat, iend], malformedAt(signature, '00000002 494441')],
    ['two headers', [signature, ihdr, ihdr, idat, iend], malformedAt(signature, ihdr, '0000000d 494844')],
    [
      'a header of another length',
      [signature, chunk('IHDR', '00')],
      malformedAt(signature, '00000001 494844'),
    ],
    ['an end before its data', [signature, ihdr, iend], malformedAt(signature, ihdr, '00000000 49454e')],
    [
      'an end with content',
      [signature, ihdr, idat, chunk('IEND', '00')],
      malformedAt(signature, ihdr, idat, '00000001 49454e'),
    ],
    ...['IHDR', 'PLTE', 'IDAT', 'IEND'].map((type): Refused => {
      const pieces = [signature, ihdr, chunk('PLTE', '000000'), idat, iend]
      const at = pieces.findIndex((piece) => piece.includes(Buffer.from(type).toString('hex')))
      const spoilt = pieces.with(at, withWrongChecksum(pieces[at] ?? ''))
      const offset = hex(spoilt.slice(0, at + 1).join('')).length - 1
      return [`a wrong checksum of ${type}`, spoilt, { kind: 'malformed', offset }]
    }),
    [
      'only empty chunks of data',
      [signature, ihdr, chunk('IDAT'), iend],
      malformedAt(signature, ihdr, chunk('IDAT'), '00000000 49454e'),
    ],
    [
      'data in two runs',
      [signature, ihdr, idat, chunk('tEXt'), idat, iend],
      malformedAt(signature, ihdr, idat, chunk('tEXt'), '00000002 494441'),
    ],
    ...[
      ['are not deflated', '799c'],
      ['need a window of 64 kB', '889c'],
      ['have a wrong check', '789d'],
      ['need a dictionary', '78bb'],
    ].map(([how = '', content = '']): Refused => {
      const before = content.startsWith('78') ? '00000002 49444154 78' : '00000002 49444154'
      return [
        `data that ${how}`,
        [signature, ihdr, chunk('IDAT', content), iend],
        malformedAt(signature, ihdr, before),
      ]
    }),
    [
      'a critical chunk nobody knows',
      [signature, ihdr, chunk('CgBI', '00'), idat, iend],
      malformedAt(signature, ihdr, '00000001 436742'),
    ],
    [
      'colours from a palette that is missing',
      [signature, header('08 03 00 00 00'), idat, iend],
      malformedAt(signature, header('08 03 00 00 00'), '00000002 494441'),
    ],
    ...['', '0000', '00'.repeat(771)].map((content): Refused => {
      const indexed = header('08 03 00 00 00')
      const length = hex(content).length
      return [
        `a palette of ${String(length)} bytes for its colours`,
        [signature, indexed, chunk('PLTE', content), idat, iend],
        malformedAt(signature, indexed, `${inHex(length)} 504c54`),
      ]
    }),
    [
      'two palettes',
      [signature, ihdr, chunk('PLTE', '000000'), chunk('PLTE', '000000'), idat, iend],
      malformedAt(signature, ihdr, chunk('PLTE', '000000'), '00000003 504c54'),
    ],
    [
      'a chunk of 2 GB',
      [signature, ihdr, chunk('tEXt', '', 2 ** 31)],
      malformedAt(signature, ihdr, '80000000 744558'),
    ],
    [
      'a chunk named in digits',
      [signature, ihdr, chunk('ID4T', '00')],
      malformedAt(signature, ihdr, '00000001 494434'),
    ],
    [
      'a chunk named in high bytes',
      [signature, ihdr, chunk('\u00C9DAT')],
      malformedAt(signature, ihdr, '00000000 c94441'),
    ],
    [
      'a chunk without a name',
      [signature, ihdr, '00000000 00000000'],
      malformedAt(signature, ihdr, '00000000 000000'),
    ],
    [
      'no width',
      [signature, ihdr.replace('00000002', '00000000')],
      malformedAt(signature, '0000000d 49484452 00000000 000000'),
    ],
    [
      'no height',
      [signature, ihdr.replace('00000003', '00000000')],
      malformedAt(signature, '0000000d 49484452 00000002 000000'),
    ],
  ])('%s', (_title, pieces, expected) => {
    expect(judge('png', pieces).problem).toEqual(expected)
  })
})

describe('a PNG’s header', () => {
  const legal = [
    '0100',
    '0200',
    '0400',
    '0800',
    '1000',
    '0802',
    '1002',
    '0103',
    '0203',
    '0403',
    '0803',
    '0804',
    '1004',
  ]
  const depthsAndTypes = [...legal, '0806', '1006']

  it('may have the depths and colour types of the specification alone', () => {
    const accepted: string[] = []
    for (let depth = 0; depth < 256; depth += 1) {
      for (let colourType = 0; colourType < 256; colourType += 1) {
        const pair = Buffer.of(depth, colourType).toString('hex')
        const pieces = [signature, header(`${pair} 00 00 00`), chunk('PLTE', '000000'), idat, iend]
        if (!judge('png', pieces).problem) accepted.push(pair)
      }
    }
    expect(accepted.toSorted()).toEqual(depthsAndTypes.toSorted())
  })

  it.each([
    ['another compression', '0802 01 00 00', 10],
    ['another filter', '0802 00 40 00', 11],
    ['another interlace', '0802 00 00 02', 12],
  ])('may not have %s', (_title, content, at) => {
    const offset = hex(signature).length + 8 + at
    expect(judge('png', [signature, header(content), idat, iend]).problem).toEqual({
      kind: 'malformed',
      offset,
    })
  })

  it('may not have a dimension above 2³¹ - 1', () => {
    for (const dimensions of ['80000000 00000001', '00000001 80000000']) {
      const pieces = [signature, chunk('IHDR', `${dimensions} 08 02 00 00 00`), idat, iend]
      expect(judge('png', pieces).problem).toEqual({ kind: 'malformed', offset: 23 })
    }
  })
})

it.each([
  ['32,768 × 32,768', '00008000 00008000', '8000 8000', undefined],
  ['32,768 × 32,769', '00008000 00008001', '8001 8000', 'tooManyPixels'],
  ['2³¹ - 1 by 2³¹ - 1', '7fffffff 7fffffff', 'ffff ffff', 'tooManyPixels'],
])('judges the pixels of a picture that claims %s', (_title, inPng, inJpeg, kind) => {
  const png = [signature, chunk('IHDR', `${inPng} 01 00 00 00 00`), idat, iend]
  const jpeg = [soi, sof.replace('0003 0002', inJpeg), sos, data, eoi]
  expect([judge('png', png).problem?.kind, judge('jpeg', jpeg).problem?.kind]).toEqual([kind, kind])
})

it.each([
  ['jpeg', [soi, 'fffe 0006 ffda ffda', sof, 'ffda'], [sos.slice(4), data, eoi]],
  ['png', [signature, ihdr, chunk('tEXt', '49444154'), '00000002 49444154'], [idat.slice(17), iend]],
] as const)('tells where the data of a %s begin', (format, before, after) => {
  const walk = createStructureWalk(format)
  for (const byte of hex([...before, ...after].join(''))) walk.push(Uint8Array.of(byte))
  expect(walk.end()).toBeUndefined()
  expect(walk.dataOffset).toBe(hex(before.join('')).length)
})

it('reads the greatest dimensions there are', () => {
  const jpeg = judge('jpeg', [soi, sof.replace('0003 0002', 'ffff fffe'), sos, eoi]).structure
  expect(jpeg).toMatchObject({ width: 65_534, height: 65_535 })
  const greatest = chunk('IHDR', '7fffffff fffffffe 08 02 00 00 00')
  expect(judge('png', [signature, greatest, idat, iend]).structure).toMatchObject({
    width: 2_147_483_647,
    height: 4_294_967_294,
  })
})

it('tells the first problem again and again, whatever follows', () => {
  const walk = createStructureWalk('png')
  const problem: StructureProblem = { kind: 'malformed', offset: 0 }
  expect(walk.push(hex('00'))).toEqual(problem)
  expect(walk.push(hex(signature))).toEqual(problem)
  expect(walk.end()).toEqual(problem)
})

it.each(['jpeg', 'png'] as const)('calls an empty %s truncated', (format) => {
  expect(createStructureWalk(format).end()).toEqual({ kind: 'truncated', offset: 0 })
  expect(createStructureWalk(format).push(new Uint8Array())).toBeUndefined()
})
