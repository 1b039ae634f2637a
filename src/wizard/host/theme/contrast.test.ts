import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ThemeProperty } from '../../../contract/frame/embed.ts'
import { type Colour, correctionsOf, hexOf, parseColour } from './contrast.ts'

const css = readFileSync(join(import.meta.dirname, '../../wizard.css'), 'utf8')

function colourOfHex(hex: string): Colour {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
  return [red, green, blue]
}

/** The colours of each block that sets them: light, dark by the system, dark by the page. */
const [light = new Map(), ...dark] = Array.from(
  css.matchAll(/--akepa-page: #[^}]*color-scheme/g),
  ([block]) => {
    const found = block.matchAll(/(--[a-z-]+): (#[0-9a-f]{6});/g)
    return new Map(Array.from(found, ([, name = '', hex = '']) => [name, hex] as const))
  },
)

const correct = (own: ReadonlyMap<string, string>, theme: Partial<Record<ThemeProperty, string>> = {}) =>
  correctionsOf((property) => {
    const hex = theme[property] ?? own.get(property)
    return hex === undefined ? undefined : colourOfHex(hex)
  }).map(({ property, ground, ratio, colour }) => [property, ground, ratio.toFixed(2), hexOf(colour)])

describe('the contrast of a theme', () => {
  it('is that of WCAG AA in both of the wizard’s own looks', () => {
    expect(dark).toHaveLength(2)
    for (const own of [light, ...dark]) {
      expect(own.size).toBe(18)
      expect(correct(own)).toEqual([])
    }
  })

  it('is made so where it falls short, and no further', () => {
    expect(correct(light, { '--akepa-text-soft': '#999999' })).toEqual([
      ['--akepa-text-soft', '--akepa-accent-soft', '2.43', '#6b6b6b'],
    ])
    const [[, , , corrected = ''] = []] = correct(light, { '--akepa-accent': '#e8a33d' })
    expect(correct(light, { '--akepa-accent': corrected })).toEqual([])
  })

  it('is found on the corrected colour, where one stands on another', () => {
    const both = { '--akepa-accent': '#ffee88', '--akepa-on-accent': '#222222' } as const
    const corrected = correct(light, both)
    expect(corrected.map(([property]) => property)).toEqual(['--akepa-accent', '--akepa-on-accent'])
  })

  it('leaves alone what it can’t know', () => {
    expect(correctionsOf(() => undefined)).toEqual([])
  })
})

it.each([
  ['rgb(255, 0, 51)', '#ff0033'],
  ['color(srgb 1 0.5 0)', '#ff8000'],
  ['color(srgb 1.2 -0.1 0)', '#ff0000'],
  ['rgba(0, 0, 0, 0.5)', undefined],
  ['color(srgb 0 0 0 / 0.5)', undefined],
  ['color(display-p3 1 0 0)', undefined],
  ['oklch(0.5 0.1 20)', undefined],
])('reads %s', (computed, hex) => {
  const colour = parseColour(computed)
  expect(colour && hexOf(colour)).toBe(hex)
})
