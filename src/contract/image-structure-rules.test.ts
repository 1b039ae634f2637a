import { describe, expect, it } from 'vitest'
import { createStructureWalk, type StructureProblem } from './image-structure.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')

/** The pieces of a JPEG of 2 × 3 pixels, by ITU-T T.81 annex B; the walk never looks inside most of them. */
const soi = 'ffd8'
const sof = 'ffc0 000b 08 0003 0002 01 011100'
const sos = 'ffda 0008 01 0100 003f00'
const data = 'a1b2 ff00 c3'
const eoi = 'ffd9'

/** The pieces of a PNG of 2 × 3 pixels, by PNG (third edition) 5 and 11; checksums are not looked at. */
const signature = '89504e470d0a1a0a'
const chunk = (type: string, content = '', length = hex(content).length) =>
  `${length.toString(16).padStart(8, '0')} ${Buffer.from(type, 'latin1').toString('hex')} ${content} 00000000`
const ihdr = chunk('IHDR', '00000002 00000003 08 02 00 00 00')
const idat = chunk('IDAT', '789c')
const iend = chunk('IEND')

function judge(format: 'jpeg' | 'png', pieces: readonly string[]) {
  const walk = createStructureWalk(format)
  walk.push(hex(pieces.join('')))
  return { problem: walk.end(), structure: walk.structure }
}
const whole = (...pieces: string[]) => ({ problem: undefined, endOffset: hex(pieces.join('')).length })
const malformedAt = (...before: string[]) => ({ kind: 'malformed', offset: hex(before.join('')).length })

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
    ['a scan without data', [soi, sof, sos, eoi]],
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
    ['data in an empty chunk', [signature, ihdr, chunk('IDAT'), iend]],
    ['chunks nobody knows', [signature, ihdr, chunk('zzZz', '00'), idat, chunk('eXIf', 'ffd9'), iend]],
    ['the name of its end inside a chunk', [signature, ihdr, chunk('tEXt', '00000000 49454e44'), idat, iend]],
  ])('%s', (_title, pieces) => {
    const { problem, structure } = judge('png', pieces)
    expect({ problem, endOffset: structure.endOffset }).toEqual(whole(...pieces))
    expect(structure).toMatchObject({ format: 'png', width: 2, height: 3 })
  })
})

describe('a PNG may not have', () => {
  it.each([
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

it('reads the greatest dimensions there are', () => {
  const jpeg = judge('jpeg', [soi, sof.replace('0003 0002', 'ffff fffe'), sos, eoi]).structure
  expect(jpeg).toMatchObject({ width: 65_534, height: 65_535 })
  const greatest = ihdr.replace('00000002', '7fffffff').replace('00000003', 'fffffffe')
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
