import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import sharp from 'sharp'

/** Three bytes a pixel: red, green, blue. */
export interface Photograph {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly data: Buffer
}

/** Drawn by `drawing/main.mjs`, with what a phone does to a picture: lens, noise, curve, sharpening, compression. */
export const photographFolder = join(import.meta.dirname, 'photographs')

const shortestLongSide = 600

/** The one in a file, or all of a folder, in the order of their names. Qt's resource files (.rcc) hold several. */
export async function* photographsIn(path: string): AsyncGenerator<Photograph, void> {
  if ((await stat(path)).isDirectory()) {
    for (const name of (await readdir(path)).toSorted()) yield* photographsIn(join(path, name))
    return
  }
  const file = await readFile(path)
  const images = path.endsWith('.rcc') ? [...embeddedWebps(file)] : [file]
  for (const [index, bytes] of images.entries()) {
    const image = sharp(bytes).autoOrient().removeAlpha().toColourspace('srgb')
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
    const { width, height } = info
    if (Math.max(width, height) < shortestLongSide) continue
    yield {
      title: images.length > 1 ? `${basename(path)} ${index + 1}` : basename(path),
      width,
      height,
      data,
    }
  }
}

/** One of ours, by the name of its file. */
export async function ownPhotograph(name: string): Promise<Photograph> {
  const { value } = await photographsIn(join(photographFolder, `${name}.jpg`)).next()
  if (!value) throw new Error(`${name} is too small a photograph`)
  return value
}

function* embeddedWebps(file: Buffer): Generator<Buffer> {
  for (let at = file.indexOf('RIFF'); at !== -1; at = file.indexOf('RIFF', at + 4)) {
    if (file.toString('latin1', at + 8, at + 12) === 'WEBP') {
      yield file.subarray(at, at + 8 + file.readUInt32LE(at + 4))
    }
  }
}

const words =
  `the account holder confirms that this statement is dated and valid until the period ends interest of
  payment number address register authority signature branch customer reference amount total credit debit`.split(
    /\s+/,
  )

/** Lines of print on paper of the given shade, as SVG. */
export function printedPage(width: number, height: number, letterHeight: number, paper: string): Buffer {
  const margin = width * 0.08
  const wordsPerLine = Math.floor((width - 2 * margin) / (letterHeight * 4))
  const lines: string[] = []
  for (let y = margin + letterHeight * 2; y < height - margin; y += letterHeight * 1.5) {
    const first = lines.length * wordsPerLine
    const line = Array.from({ length: wordsPerLine }, (_, word) => words[(first + word * 7) % words.length])
    lines.push(`<text x="${margin}" y="${y}">${line.join(' ')}</text>`)
  }
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
      <rect width="100%" height="100%" fill="${paper}"/>
      <g font-family="DejaVu Sans" font-size="${letterHeight}">${lines.join('')}</g>
    </svg>`,
  )
}

/** A photograph of a printed page: lying askew on another photograph, shaded to one side, as a lens softens it. */
export async function photographedPage(background: Photograph, variant: number): Promise<Photograph> {
  const width = 1600
  const height = 1200
  const pageHeight = Math.round(height * ([0.55, 0.7, 0.82][variant % 3] ?? 1))
  const pageWidth = Math.round(pageHeight * Math.SQRT1_2)
  const paper = ['#cdc9bd', '#e1ddd2', '#f0ede4'][Math.floor(variant / 3) % 3] ?? '#fff'
  const letterHeight = pageWidth / ([60, 45, 34][variant % 3] ?? 1)
  const page = await sharp(printedPage(pageWidth, pageHeight, letterHeight, paper))
    .rotate(((variant % 7) - 3) * 3, { background: '#0000' })
    .png()
    .toBuffer()
  const shade = Buffer.from(
    `<svg width="${width}" height="${height}"><linearGradient id="shade">
      <stop offset="0" stop-opacity="${(variant % 4) * 0.08}"/><stop offset="1" stop-opacity="0"/>
    </linearGradient><rect width="100%" height="100%" fill="url(#shade)"/></svg>`,
  )
  const { data: raw, ...size } = background
  const scene = await sharp(raw, { raw: { ...size, channels: 3 } })
    .resize(width, height, { fit: 'cover' })
    .composite([{ input: page }, { input: shade }])
    .removeAlpha()
    .raw()
    .toBuffer()
  const data = await sharp(scene, { raw: { width, height, channels: 3 } })
    .blur(0.6)
    .raw()
    .toBuffer()
  return { title: `page on ${background.title}`, width, height, data }
}
