import { execFile } from 'node:child_process'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import sharp, { type Sharp } from 'sharp'
import { type Extension } from '../../src/contract/document/document.ts'
import { defaultMaxFileBytes, type ImageFormat } from '../../src/contract/file.ts'
import { named } from '../support/images/image-files.ts'
import { expect, test } from '../support/images/image-test.ts'

const lines = [
  'The account holder named above confirms that the address given on this form is the one at which',
  'he or she lives, and undertakes to tell the bank of any change within thirty days. Statements are',
  'sent on the first working day of each month; a copy of an earlier one costs 4.50 and is free of',
  'charge where it was never delivered. Interest is calculated daily on the balance at midnight, at',
  'the yearly rate of 2.35 percent, and is credited on 31 March, 30 June, 30 September and 31 December.',
  'Payments received before 14:00 are booked on the same day, payments received later on the next.',
  'A transfer that could not be carried out is returned within 5 days, less the charges of the other',
  'bank. Objections to a statement must reach us in writing within 60 days of the date printed on it;',
  'after that the balance shown counts as accepted. Cards that are lost or stolen must be reported at',
  'once by telephone, on any day and at any hour. Until then the holder answers for 50.00 at the most,',
  'unless the secret number was kept together with the card. This agreement may be ended by either',
  'side with two months of notice, or without notice where there is good reason for it.',
]

/** A4 at 300 dots an inch with lines of 8 points, and the grain of a scanner that makes the file large. */
async function scannedPage(): Promise<Sharp> {
  const width = 2480
  const height = 3508
  const letterHeight = (8 / 72) * 300
  const text = lines.map((line, index) => `<text x="300" y="${String(400 + index * 50)}">${line}</text>`)
  const page = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">
      <rect width="100%" height="100%" fill="#f4f2ee"/>
      <g font-family="DejaVu Serif" font-size="${String(letterHeight)}" fill="#222">${text.join('')}</g>
    </svg>`,
  )
  const { data } = await sharp(page).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  let state = 1
  for (let at = 0; at < data.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    data[at] = Math.max(0, Math.min(255, (data[at] ?? 0) + ((state >>> 8) / 2 ** 24 - 0.5) * 24))
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

let scanned: Promise<Sharp> | undefined

/** What stands in the print of a page, at whatever size it comes back. */
async function read(image: Buffer): Promise<string> {
  const { width, height } = await sharp(image).metadata()
  const print = { left: 0, top: Math.round(height * 0.09), width, height: Math.round(height * 0.2) }
  // Its threads wait for one another, at the cost of all cores.
  const env = { ...process.env, OMP_THREAD_LIMIT: '1' }
  const reading = promisify(execFile)('tesseract', ['-', '-', '-l', 'eng', '--psm', '6'], { env })
  await pipeline(
    sharp(image).extract(print).png({ compressionLevel: 1 }),
    reading.child.stdin ?? process.stdout,
  )
  return (await reading).stdout
}

/** Least number of characters to insert, delete or replace (Levenshtein). */
function distance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, index) => index)
  for (let i = 1; i <= first.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= second.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (first[i - 1] === second[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[second.length] ?? 0
}

const rows: readonly (readonly [ImageFormat, Extension])[] = [
  ['jpeg', 'jpg'],
  ['png', 'png'],
]

for (const [format, extension] of rows) {
  test(
    `Print of 8 points at 300 dots an inch can be read in a ${extension} brought under the limit`,
    { tag: '@wide' },
    async ({ pipeline: images }) => {
      const page = (await (scanned ??= scannedPage())).clone()
      const large = await (
        format === 'jpeg'
          ? page.jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
          : page.png({ compressionLevel: 1 })
      ).toBuffer()
      expect(large.length).toBeGreaterThan(defaultMaxFileBytes)

      const { bytes, width } = await images.prepare(named('page', large), { extension })
      expect(bytes.length).toBeLessThanOrEqual(defaultMaxFileBytes)
      const printed = lines.join(' ')
      const found = (await read(bytes)).replaceAll(/\s+/g, ' ').trim()
      const wrong = distance(found, printed) / printed.length
      process.stdout.write(
        `${String(large.length)} to ${String(bytes.length)} bytes, ${String(width)} pixels wide: ${(wrong * 100).toFixed(2)}% of characters wrong\n`,
      )
      expect(wrong).toBeLessThanOrEqual(0.02)
    },
  )
}
