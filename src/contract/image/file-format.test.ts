import * as fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type FileFormat, fileFormats } from '../file.ts'
import { formatHeadBytes, identifyFormat, isImageFormat } from './file-format.ts'

const text = (content: string) => Buffer.from(content, 'utf8')
const utf16 = (content: string) => Buffer.from(`\uFEFF${content}`, 'utf16le')
const picture = sharp({ create: { width: 9, height: 7, channels: 3, background: '#2a6' } })

/** One box of ISO/IEC 14496-12: length, name, content. */
function box(name: string, content: Buffer | string = ''): Buffer {
  const body = Buffer.from(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, body])
}
const ftyp = (major: string, ...compatible: string[]) =>
  Buffer.concat([box('ftyp', `${major}\0\0\0\0${compatible.join('')}`), box('meta', '\0\0\0\0')])

/** A ZIP archive of stored entries, as far as its central directory. */
function zip(...entries: [name: string, content: string][]): Buffer {
  return Buffer.concat(
    entries.map(([name, content]) => {
      const head = Buffer.alloc(30)
      head.write('PK\u0003\u0004', 'latin1')
      head.writeUInt16LE(20, 4)
      head.writeUInt32LE(content.length, 18)
      head.writeUInt32LE(content.length, 22)
      head.writeUInt16LE(name.length, 26)
      return Buffer.concat([head, text(name), text(content)])
    }),
  )
}

/** The head of a 1 × 1 bitmap as Windows writes it. */
const bitmap = Buffer.from(
  '424d3a0000000000000036000000280000000100000001000000010018000000000004000000',
  'hex',
)
const icon = Buffer.from('00000100010010100000010020006804000016000000', 'hex')
const compoundFile = Buffer.from('d0cf11e0a1b11ae1000000000000000000000000000000003e000300feff0900', 'hex')
const contentTypes: [string, string] = ['[Content_Types].xml', '<?xml version="1.0"?><Types/>']
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
const illustratorDoctype =
  '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [\n<!ENTITY ns_svg "http://www.w3.org/2000/svg">\n]>'

/** As `pngcrush -iphone` of Xcode writes it: a chunk of Apple's before the header. */
const cgbi = (png: Buffer) =>
  Buffer.concat([
    png.subarray(0, 8),
    Buffer.from('\0\0\0\u0004CgBI\u0050\0\u0020\u0006\u002c\u00b8\u0077\u0066', 'latin1'),
    png.subarray(8),
  ])

const files: [format: FileFormat, what: string, bytes: Uint8Array | Promise<Uint8Array>][] = [
  ['jpeg', 'a JPEG', picture.clone().jpeg().toBuffer()],
  ['cgbi', 'a PNG of an iPhone’s app', picture.clone().png().toBuffer().then(cgbi)],
  [
    'jpeg',
    'a progressive JPEG with EXIF',
    picture.clone().jpeg({ progressive: true }).withExif({}).toBuffer(),
  ],
  ['png', 'a PNG', picture.clone().png().toBuffer()],
  ['gif', 'a GIF', picture.clone().gif().toBuffer()],
  ['gif', 'a GIF of 1987', text('GIF87a\u0001\0\u0001\0')],
  ['webp', 'a WebP', picture.clone().webp().toBuffer()],
  ['avif', 'an AVIF', picture.clone().avif().toBuffer()],
  ['avif', 'an AVIF of another major brand', ftyp('mif1', 'mif1', 'avif', 'miaf')],
  ['tiff', 'a little-endian TIFF', picture.clone().tiff().toBuffer()],
  ['tiff', 'a big-endian TIFF', Buffer.from('4d4d002a00000008', 'hex')],
  ['heic', 'an iPhone’s photograph', ftyp('heic', 'mif1', 'MiHE', 'MiPr', 'miaf', 'MiHB', 'heic')],
  ['heic', 'a burst', ftyp('msf1', 'msf1', 'hevc', 'heic')],
  ['heic', 'a HEIF that names no codec', ftyp('mif1', 'mif1', 'miaf')],
  ['mp4', 'an MP4', ftyp('isom', 'isom', 'iso2', 'avc1', 'mp41')],
  ['mp4', 'a phone’s MP4', ftyp('mp42', 'mp42', 'mp41')],
  ['mov', 'an iPhone’s video', ftyp('qt  ', 'qt  ')],
  ['mov', 'a QuickTime file of old', Buffer.concat([box('wide'), box('mdat', 'abcdefgh')])],
  ['mov', 'a QuickTime file that begins with its index', box('moov', box('mvhd'))],
  ['bmp', 'a bitmap', bitmap],
  ['ico', 'an icon', icon],
  ['pdf', 'a PDF', text('%PDF-1.7\n%\u00E2\u00E3\n1 0 obj')],
  ['pdf', 'a PDF behind a mail’s header', text(`${'X-Header: a\r\n'.repeat(20)}%PDF-1.4\n`)],
  ['office', 'a Word document', zip(contentTypes, ['word/document.xml', '<w/>'])],
  ['office', 'a workbook whose types come later', zip(['xl/workbook.xml', '<x/>'], contentTypes)],
  ['office', 'a text document of LibreOffice', zip(['mimetype', 'application/vnd.oasis.opendocument.text'])],
  ['office', 'a Word document of 2003', compoundFile],
  ['zip', 'a ZIP archive', zip(['photo.jpg', 'abc'])],
  ['zip', 'an empty ZIP archive', Buffer.from('504b0506000000000000000000000000000000000000', 'hex')],
  ['svg', 'an SVG', text(svg)],
  ['svg', 'an SVG with all its prologue', text(`\uFEFF<?xml version="1.0"?>\n<!-- made by hand -->\n${svg}`)],
  ['svg', 'an SVG of Illustrator', text(`<?xml version="1.0"?>${illustratorDoctype}\n${svg}`)],
  ['svg', 'an SVG of Inkscape', text('<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>')],
  ['svg', 'an SVG in UTF-16', utf16(svg)],
  ['html', 'a page', text('<!DOCTYPE html>\n<html><body>401</body></html>')],
  ['html', 'a page without a head', text('\n  <!-- saved -->\n<Body class="a">')],
  ['html', 'a bare script', text('<script>alert(1)</script>')],
  ['text', 'plain text', text('Name: Ann\r\nBorn: 1990\r\n')],
  [
    'text',
    'text with an umlaut cut by the head’s end',
    Buffer.from('ü'.repeat(formatHeadBytes)).subarray(0, 4095),
  ],
  ['text', 'text in UTF-16', utf16('Name: Ann')],
  ['text', 'JSON', text('{"a":1}')],
  ['text', 'XML', text('<?xml version="1.0"?><note/>')],
  ['text', 'text that begins like a bitmap', text('BMW 320d, first registered 2019')],
  ['text', 'text that begins like a video', text('The wide river')],
  ['empty', 'nothing', new Uint8Array()],
  ['unknown', 'bytes without meaning', Buffer.from('0001020304050607', 'hex')],
  ['unknown', 'a JPEG without its first byte', Buffer.from('d8ffe000104a464946', 'hex')],
  ['unknown', 'a PNG spoilt by a text transfer', Buffer.from('89504e470a1a0a0000000d49484452', 'hex')],
  ['unknown', 'a sound', Buffer.concat([text('RIFF$\0\0\0WAVEfmt '), Buffer.alloc(24)])],
]

describe('naming a file by its first bytes', () => {
  it.each(files)('says %s of %s', async (format, _what, bytes) => {
    const file = await bytes
    expect(identifyFormat(file)).toBe(format)
    expect(identifyFormat(file.subarray(0, formatHeadBytes))).toBe(format)
  })

  it('is tried with every format there is', () => {
    expect(new Set(files.map(([format]) => format))).toEqual(new Set(fileFormats))
  })

  it('answers with a format whatever it is given', async () => {
    const starts = await Promise.all(files.map(async ([, , bytes]) => bytes))
    const anyFile = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc
        .tuple(fc.constantFrom(...starts), fc.nat({ max: 64 }), fc.uint8Array({ maxLength: 32 }))
        .map(([start, cut, rest]) => Buffer.concat([start.subarray(0, cut), rest])),
    )
    fc.assert(
      fc.property(anyFile, (bytes) => {
        expect(fileFormats).toContain(identifyFormat(bytes))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['blanks', ' '],
    ['comments that never end', '<!--'],
    ['doctypes', '<!doctype svg '],
    ['declarations', '<?xml '],
  ])('is not held up by a head full of %s', (_what, piece) => {
    expect(['text', 'svg']).toContain(identifyFormat(text(piece.repeat(formatHeadBytes))))
  })
})

it('knows which two formats are images to upload', () => {
  expect(fileFormats.filter(isImageFormat)).toEqual(['jpeg', 'png'])
})
