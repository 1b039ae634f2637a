import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { ownPhotograph, photographedPage, type Photograph, printedPage } from '../testing/photographs.ts'
import { findWarnings } from './quality.ts'
import { blurred, shaken, warningsOf } from '../testing/spoilt-photographs.ts'
import { shared } from '../../testing/at-end.ts'

const size = { width: 930, height: 1316 }

async function drawn(title: string, svg: Buffer | string): Promise<Photograph> {
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { title, width: info.width, height: info.height, data }
}

const page = (content: string, paper = '#fff') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 1240 1754">
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

describe('A digital page is not taken for a spoilt photograph', () => {
  test.each([
    ['with small print', printedPage(1240, 1754, 20, '#fff')],
    ['with large print', printedPage(1240, 1754, 50, '#fff')],
    ['of high resolution', printedPage(2480, 3508, 36, '#fff')],
    ['on a telephone’s screen', printedPage(1170, 2532, 42, '#fff')],
    ['in a dark theme', printedPage(1170, 2532, 42, '#222').toString().replace('<g', '<g fill="#eee"')],
    ['with a single line', page(line)],
    ['with a coloured head', page(`<rect width="1240" height="300" fill="#ff6600"/>${line}`)],
  ])('%s', async (title, svg) => {
    expect(await warningsOf(await drawn(title, svg))).toEqual([])
  })

  test('with a card on the white of a scanner', async () => {
    const card = await photographedPage(await ownPhotograph('house'), 1)
    const input = await sharp(card.data, { raw: { width: card.width, height: card.height, channels: 3 } })
      .resize(375)
      .png()
      .toBuffer()
    const scan = sharp({ create: { ...size, channels: 3, background: '#fff' } }).composite([
      { input, left: 75, top: 75 },
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
  const sharpOnes = shared(async () => {
    const house = await ownPhotograph('house')
    return { house, page: await photographedPage(house, 4) }
  })

  test.each([0.0025, 0.02])('of %d of the long side', async (share) => {
    for (const sharpOne of Object.values(sharpOnes())) {
      expect(await warningsOf(await blurred(sharpOne, share))).toContain('blurred')
    }
  })

  test('of a camera that was shaken in one direction', async () => {
    for (const sharpOne of Object.values(sharpOnes())) {
      expect(await warningsOf(shaken(sharpOne, 0.015))).toContain('blurred')
    }
  })

  test('under the grain of a dim room, which alone is none', async () => {
    const photograph = sharpOnes().page
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
