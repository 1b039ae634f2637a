import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { type FileWarning } from './prepared-file.ts'
import { photographedPage, type Photograph, photographs, printedPage } from './photographs.ts'
import { findWarnings } from './quality.ts'
import { PixelReducer, type Pixels } from './reduce-pixels.ts'

async function reduced({ width, height, data }: Photograph): Promise<Pixels> {
  const image = sharp(data, { raw: { width, height, channels: 3 } })
  const pixels = await image.ensureAlpha().raw().toBuffer()
  const reducer = new PixelReducer(width, height)
  reducer.push({
    width,
    height,
    data: new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length),
  })
  return reducer.pixels
}

const warningsOf = async (photograph: Photograph) => findWarnings(photograph, await reduced(photograph))

const longSide = ({ width, height }: Photograph) => Math.max(width, height)

/** Standard deviation of a Gaussian blur, as a share of the long side. */
async function blurred(photograph: Photograph, share: number): Promise<Photograph> {
  const { width, height } = photograph
  const data = await sharp(photograph.data, { raw: { width, height, channels: 3 } })
    .blur(longSide(photograph) * share)
    .raw()
    .toBuffer()
  return { ...photograph, data }
}

/** The camera moved to the lower right by a share of the long side while it took the picture. */
function shaken(photograph: Photograph, share: number): Photograph {
  const { width, height, data } = photograph
  const steps = Math.round((longSide(photograph) * share) / Math.SQRT2)
  const result = Buffer.alloc(data.length)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        let sum = 0
        for (let step = 0; step < steps; step += 1) {
          const from = Math.min(height - 1, y + step) * width + Math.min(width - 1, x + step)
          sum += data[from * 3 + channel] ?? 0
        }
        result[(y * width + x) * 3 + channel] = sum / steps
      }
    }
  }
  return { ...photograph, data: result }
}

/** Exposed by so many stops more or less: each doubles or halves the light, which sRGB stores with a curve. */
function exposed(photograph: Photograph, stops: number): Photograph {
  const curve = Uint8Array.from({ length: 256 }, (_, value) => {
    const stored = value / 255
    const light = stored <= 0.04045 ? stored / 12.92 : ((stored + 0.055) / 1.055) ** 2.4
    const more = Math.min(1, light * 2 ** stops)
    return Math.round(255 * (more <= 0.0031308 ? more * 12.92 : 1.055 * more ** (1 / 2.4) - 0.055))
  })
  const data = Buffer.alloc(photograph.data.length)
  for (let at = 0; at < data.length; at += 1) data[at] = curve[photograph.data[at] ?? 0] ?? 0
  return { ...photograph, data }
}

test('Photographs are warned about when they are spoilt, and left in peace when they are not', async () => {
  const falseAlarms: string[] = []
  const missed: Record<string, string[]> = {}
  let count = 0
  const judge = async (photograph: Photograph) => {
    count += 1
    for (const warning of await warningsOf(photograph)) falseAlarms.push(`${photograph.title}: ${warning}`)
    const spoilt: readonly (readonly [string, FileWarning, Photograph])[] = [
      ['blurred by 0.3% of the long side', 'blurred', await blurred(photograph, 0.003)],
      ['darkened by 3 stops', 'dark', exposed(photograph, -3)],
      ['blown out by 3 stops', 'bright', exposed(photograph, 3)],
    ]
    for (const [how, warning, result] of spoilt) {
      const titles = (missed[how] ??= [])
      if (!(await warningsOf(result)).includes(warning)) titles.push(photograph.title)
    }
  }
  for await (const photograph of photographs()) {
    if (count % 7 === 0) await judge(await photographedPage(photograph, count / 7))
    await judge(photograph)
  }

  const lines = Object.entries(missed).map(
    ([how, titles]) => `${how}: ${count - titles.length} found, not ${titles.join(', ') || 'one'}`,
  )
  process.stdout.write(
    [`${count} photographs, ${falseAlarms.length} false alarms`, ...falseAlarms, ...lines, ''].join('\n'),
  )
  expect(count).toBeGreaterThanOrEqual(100)
  expect(falseAlarms.length).toBeLessThanOrEqual(count * 0.02)
  for (const titles of Object.values(missed)) expect(titles.length).toBeLessThanOrEqual(count * 0.1)
}, 600_000)

const size = { width: 1240, height: 1754 }

async function drawn(title: string, svg: Buffer | string): Promise<Photograph> {
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { title, width: info.width, height: info.height, data }
}

const page = (content: string, paper = '#fff') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">
    <rect width="100%" height="100%" fill="${paper}"/>
    <g font-family="DejaVu Sans" font-size="26">${content}</g>
  </svg>`
const line = '<text x="120" y="200">the account holder</text>'

/** Grain as sensors and scanners add it, of a standard deviation of about `amount` levels. */
function grainy(photograph: Photograph, amount: number): Photograph {
  let state = 1
  const data = Buffer.from(photograph.data)
  for (let at = 0; at < data.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    const grain = ((state >>> 8) / 2 ** 24 - 0.5) * amount * Math.sqrt(12)
    data[at] = Math.max(0, Math.min(255, (data[at] ?? 0) + grain))
  }
  return { ...photograph, data }
}

async function firstPhotograph(): Promise<Photograph> {
  for await (const photograph of photographs()) return photograph
  throw new Error('There are no photographs')
}

describe('A digital page is not taken for a spoilt photograph', () => {
  const { width, height } = size
  test.each([
    ['with small print', printedPage(width, height, 20, '#fff')],
    ['with large print', printedPage(width, height, 50, '#fff')],
    ['of high resolution', printedPage(2480, 3508, 36, '#fff')],
    ['on a telephone’s screen', printedPage(1170, 2532, 42, '#fff')],
    ['in a dark theme', printedPage(1170, 2532, 42, '#222').toString().replace('<g', '<g fill="#eee"')],
    ['with a single line', page(line)],
    ['with a coloured head', page(`<rect width="1240" height="300" fill="#ff6600"/>${line}`)],
  ])('%s', async (title, svg) => {
    expect(await warningsOf(await drawn(title, svg))).toEqual([])
  })

  test('with a card on the white of a scanner', async () => {
    const card = await photographedPage(await firstPhotograph(), 1)
    const input = await sharp(card.data, { raw: { width: card.width, height: card.height, channels: 3 } })
      .resize(500)
      .png()
      .toBuffer()
    const scan = sharp({ create: { ...size, channels: 3, background: '#fff' } }).composite([
      { input, left: 100, top: 100 },
    ])
    const photograph = { title: 'scan', ...size, data: await scan.removeAlpha().raw().toBuffer() }
    expect(await warningsOf(photograph)).toEqual([])
  })
})

describe('A picture on which there is almost nothing is called blank', () => {
  test.each([
    ['a white page', page('')],
    ['a page with a dot', page('<circle cx="500" cy="500" r="6"/>')],
    ['a grey wall', page('', '#b8b4ae')],
    [
      'a wall with a shadow across',
      page(
        '<linearGradient id="s"><stop stop-color="#888"/><stop offset="1" stop-color="#ddd"/></linearGradient><rect width="100%" height="100%" fill="url(#s)"/>',
      ),
    ],
  ])('%s', async (title, svg) => {
    const clean = await drawn(title, svg)
    expect(await warningsOf(clean)).toEqual(['blank'])
    expect(await warningsOf(grainy(clean, 3))).toEqual(['blank'])
  })

  test('and where there is no light, dark', async () => {
    expect(await warningsOf(await drawn('lens cap', page('', '#000')))).toEqual(['dark'])
    expect(await warningsOf(grainy(await drawn('lens cap', page('', '#111')), 3))).toEqual(['dark'])
  })
})

describe('A blur is found', () => {
  test.each([0.0025, 0.005, 0.01, 0.02])('of %d of the long side', async (share) => {
    const photograph = await firstPhotograph()
    for (const sharpOne of [photograph, await photographedPage(photograph, 4)]) {
      expect(await warningsOf(await blurred(sharpOne, share))).toContain('blurred')
    }
  })

  test('of a camera that was shaken in one direction', async () => {
    const photograph = await firstPhotograph()
    for (const sharpOne of [photograph, await photographedPage(photograph, 4)]) {
      expect(await warningsOf(shaken(sharpOne, 0.015))).toContain('blurred')
    }
  })

  test('under the grain of a dim room, which alone is none', async () => {
    const photograph = await photographedPage(await firstPhotograph(), 4)
    expect(await warningsOf(grainy(await blurred(photograph, 0.003), 4))).toContain('blurred')
    expect(await warningsOf(grainy(photograph, 4))).toEqual([])
  })
})

test('Under 600 pixels on the long side a picture is small, whatever else it is', () => {
  expect(findWarnings({ width: 599, height: 400 }, undefined)).toEqual(['small'])
  expect(findWarnings({ width: 300, height: 600 }, undefined)).toEqual([])
  const black = { width: 8, height: 8, data: new Uint8ClampedArray(256) }
  expect(findWarnings(black, black)).toEqual(['small', 'dark'])
})
