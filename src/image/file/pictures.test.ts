import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { identifyFormat, isImageFormat } from '../../contract/image/file-format.ts'
import { type ImageFormat } from '../../contract/file.ts'
import { createStructureWalk } from '../../contract/image/image-structure.ts'
import { readScans } from './jpeg-scans.ts'

/**
 * Holds the walk against libpng and libjpeg-turbo (in mozjpeg's hands, as sharp has them): what they decode without a
 * warning, it may not refuse. PICTURES names other folders than the packages this project installs, a colon between them.
 */
const folders = process.env['PICTURES']?.split(':') ?? [
  join(import.meta.dirname, '..', '..', '..', 'node_modules'),
]

/** What became of the pictures of a format. */
interface Tally {
  decoded: number
  /** By name, decoded without a warning, and refused or warned of by us. */
  readonly wronglyRefused: string[]
  readonly wronglyWarnedOf: string[]
  /** Those that decoders refuse or warn about, and how many of them we refuse or warn of. */
  damaged: number
  refused: number
  warnedOf: number
}

class Tallies {
  readonly jpeg = emptyTally()
  readonly png = emptyTally()

  async add(title: string, format: ImageFormat, bytes: Uint8Array): Promise<void> {
    const tally = this[format]
    const isRefused = isRefusedByWalk(format, bytes)
    const isWarnedOf = !isRefused && format === 'jpeg' && readScans(bytes).kind === 'broken'
    if (await isDecoded(bytes)) {
      tally.decoded += 1
      if (isRefused) tally.wronglyRefused.push(title)
      if (isWarnedOf) tally.wronglyWarnedOf.push(title)
    } else {
      tally.damaged += 1
      if (isRefused) tally.refused += 1
      if (isWarnedOf) tally.warnedOf += 1
    }
  }

  print(what: string): void {
    for (const format of ['jpeg', 'png'] as const) {
      const { decoded, wronglyRefused, wronglyWarnedOf, damaged, refused, warnedOf } = this[format]
      process.stdout.write(
        `${what}, ${format}: of ${decoded} that decode without a warning, ${wronglyRefused.length} refused and ` +
          `${wronglyWarnedOf.length} warned of; of ${damaged} others, ${refused} refused and ${warnedOf} warned of\n`,
      )
    }
  }
}

function emptyTally(): Tally {
  return { decoded: 0, wronglyRefused: [], wronglyWarnedOf: [], damaged: 0, refused: 0, warnedOf: 0 }
}

function isRefusedByWalk(format: ImageFormat, bytes: Uint8Array): boolean {
  const walk = createStructureWalk(format)
  walk.push(bytes)
  return walk.end() !== undefined
}

async function isDecoded(bytes: Uint8Array): Promise<boolean> {
  try {
    await sharp(bytes, { failOn: 'warning', limitInputPixels: false }).raw().toBuffer()
    return true
  } catch {
    return false
  }
}

async function* filesIn(folder: string): AsyncGenerator<string, void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(path)
    else if (entry.isFile() && /\.(?:jpe?g|jpe|jfif|png)$/i.test(entry.name)) yield path
  }
}

test('Of the pictures that installed packages bring, none that decoders take without a warning is refused', async () => {
  const tallies = new Tallies()
  for (const folder of folders) {
    for await (const path of filesIn(folder)) {
      const bytes = await readFile(path)
      const format = identifyFormat(bytes)
      if (isImageFormat(format)) await tallies.add(path, format, bytes)
    }
  }
  tallies.print('Installed')
  for (const tally of [tallies.jpeg, tallies.png]) {
    expect(tally).toMatchObject({ wronglyRefused: [], wronglyWarnedOf: [] })
  }
}, 3_600_000)

test('Of pictures with a byte changed, none that decoders take without a warning is refused', async () => {
  const width = 60
  const height = 44
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => (at * 7919 + (at >> 3)) % 251),
  )
  const picture = () => sharp(pixels, { raw: { width, height, channels: 3 } })
  const files = [
    ['baseline', 'jpeg', picture().jpeg()],
    ['progressive', 'jpeg', picture().jpeg({ progressive: true })],
    ['true-colour', 'png', picture().png()],
    ['interlaced', 'png', picture().png({ progressive: true })],
    ['palette', 'png', picture().png({ palette: true })],
    ['16-bit', 'png', picture().toColourspace('rgb16').png()],
  ] as const
  const tallies = new Tallies()
  for (const [title, format, image] of files) {
    const bytes = await image.toBuffer()
    await tallies.add(title, format, bytes)
    // IEND's own checksum is read by libpng, and not by libvips.
    const end = bytes.length - (format === 'png' ? 12 : 2)
    for (let at = 8; at < end; at += Math.ceil(end / 100)) {
      const spoilt = Buffer.from(bytes).fill(~(bytes[at] ?? 0), at, at + 1)
      await tallies.add(`${title}, byte ${at}`, format, spoilt)
    }
  }
  tallies.print('With a byte changed')
  // The data of a JPEG have no checksum: decoders show a changed one without a word, and we may know better.
  for (const tally of [tallies.jpeg, tallies.png]) expect(tally.wronglyRefused).toEqual([])
  expect(tallies.png.damaged - tallies.png.refused).toBe(0)
}, 120_000)
