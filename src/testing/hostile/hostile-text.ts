/**
 * The length of the largest JSON body. A pattern in quadratic time takes two seconds of processor time for it, and one in
 * linear time a few milliseconds.
 */
const length = 64 * 1024

/** Pieces to repeat. Each makes a parser begin something that never ends. */
const characters = Array.from(' \t\r\n\0\xff"\\%\'(-.0:;<=[a{')
const beginnings = [
  '\r\n',
  '\r\n ',
  'a ',
  'a.',
  '-a',
  'a@',
  '; ',
  'a=',
  '%f0',
  ';a=b',
  ';a="',
  '\\"',
  '{"a":',
  '::',
  '0:',
  '<!--',
  '-->',
  '<?xml',
  '<?xml>',
  '\r\n--',
  '\r\n--b',
  '--b\r\n',
  '\r\nX:',
  'url(',
  '[fault:',
  '; quillhaven=',
]
const beyondAscii = ['é', 'e\u0301', '\u00a0', '\u2028', '😀', '\ud800']
/** Endless segments and chunks of JPEG, PNG and HEIF. */
const pictures = [
  '\xff\xd8',
  '\xff\xe1\0\x02',
  '\xff\xe1\0\x14Exif\0\0MM\0*\0\0\0\x08\xff\xff',
  '\xff\xda\0\x02',
  '\xff\0',
  `\xff\xc4\0\x13${'\0'.repeat(17)}`,
  '\xff\xc2\0\x0b\x08\x40\0\x40\0\x01\x01\x11\0',
  '\0\0\0\0IDAT\0\0\0\0',
  '\0\0\0\x10eXIfMM\0*\0\0\0\x08\xff\xff',
  'ispe',
]

/** Texts that repeat one piece, and texts whose pieces all differ, for parsers that compare each piece with all others. */
export const hostileTexts: readonly { readonly name: string; readonly text: string }[] = [
  ...[...characters, ...beginnings, ...beyondAscii, ...pictures].map((unit) => ({
    name: JSON.stringify(unit),
    text: repeated(unit),
  })),
  { name: 'tags that differ', text: counted((index) => `-a${10_000 + index}`) },
  { name: 'parameters that differ', text: counted((index) => `;p${index}=a`) },
  { name: 'fields that differ', text: counted((index) => `\r\nX${index}: a`) },
  { name: 'words that differ', text: counted((index) => ` ${index}`) },
]

function repeated(unit: string): string {
  return unit.repeat(Math.ceil(length / unit.length))
}

function counted(piece: (index: number) => string): string {
  const pieces: string[] = []
  for (let total = 0; total < length; total += pieces.at(-1)?.length ?? 1) pieces.push(piece(pieces.length))
  return pieces.join('')
}
