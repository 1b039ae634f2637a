import { describe, expect, it } from 'vitest'
import { themeProperties } from '../../contract/frame/embed.ts'
import { contrast, type Hex } from './colour.ts'
import { presetNames, presets, type Theme, themeFrom } from './theme.ts'

/** The wizard's own colours. `--akepa-page` is the bank's page, because the wizard is transparent in a frame. */
const colours: Theme = {
  '--akepa-surface': 'light-dark(#ffffff, #162329)',
  '--akepa-surface-soft': 'light-dark(#eef3f5, #1d2d35)',
  '--akepa-page': 'light-dark(#f6f3ec, #0e1512)',
  '--akepa-text': 'light-dark(#14242c, #eaf1f4)',
  '--akepa-text-soft': 'light-dark(#4b5d66, #a9bac2)',
  '--akepa-accent': 'light-dark(#0b4f6c, #7cc8e6)',
  '--akepa-accent-hover': 'light-dark(#083c53, #a5daef)',
  '--akepa-accent-soft': 'light-dark(#e2eff4, #17353f)',
  '--akepa-on-accent': 'light-dark(#ffffff, #06222d)',
}

/** Text in the first colour stands on a ground of the second. */
const written = [
  ['--akepa-text', '--akepa-surface'],
  ['--akepa-text', '--akepa-page'],
  ['--akepa-text', '--akepa-accent-soft'],
  ['--akepa-text-soft', '--akepa-surface'],
  ['--akepa-text-soft', '--akepa-page'],
  ['--akepa-text-soft', '--akepa-accent-soft'],
  ['--akepa-accent', '--akepa-surface'],
  ['--akepa-accent', '--akepa-accent-soft'],
  ['--akepa-accent', '--akepa-page'],
  ['--akepa-on-accent', '--akepa-accent'],
  ['--akepa-on-accent', '--akepa-accent-hover'],
] as const

function coloursOf(theme: Theme, property: keyof Theme): readonly [Hex, Hex] {
  const value = theme[property] ?? colours[property] ?? ''
  const [, light, dark] = /^light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)$/.exec(value) ?? []
  if (light === undefined || dark === undefined) throw new Error(`${property}: ${value}`)
  return [light as Hex, dark as Hex]
}

function unreadable(theme: Theme): string[] {
  return written.flatMap(([text, ground]) =>
    [0, 1].flatMap((scheme) => {
      const ratio = contrast(coloursOf(theme, text)[scheme] ?? '#', coloursOf(theme, ground)[scheme] ?? '#')
      return ratio >= 4.5 ? [] : [`${text} on ${ground}, ${scheme === 0 ? 'light' : 'dark'}: ${ratio}`]
    }),
  )
}

describe('every text of the wizard can be read, in light and in dark', () => {
  for (const name of presetNames) {
    it(`under the theme ${name}`, () => {
      expect(unreadable(presets[name].theme)).toEqual([])
    })
  }

  const accents = [
    '#000000',
    '#ffffff',
    '#808080',
    '#ffff00',
    '#00ff00',
    '#0000ff',
    '#ff00ff',
    '#d1495b',
    '#f5efe1',
  ] as const
  for (const accent of accents) {
    it(`with the accent ${accent}`, () => {
      expect(unreadable(themeFrom({ accent, radiusPx: 8, textPx: 17 }))).toEqual([])
    })
  }
})

it('keeps an accent that can be read', () => {
  expect(themeFrom({ accent: '#0b4f6c', radiusPx: 8, textPx: 17 })['--akepa-accent']).toContain('#0b4f6c')
})

it('makes the wizard’s own sizes from dials that show them', () => {
  expect(themeFrom({ accent: '#0b4f6c', radiusPx: 10, textPx: 17 })).toMatchObject({
    '--akepa-radius': '0.625rem',
    '--akepa-radius-small': '0.375rem',
    '--akepa-text-small': '0.9375rem',
    '--akepa-text-base': '1.0625rem',
    '--akepa-text-large': '1.1875rem',
  })
})

it('names only properties that the wizard knows', () => {
  const used = presetNames.flatMap((name) => Object.keys(presets[name].theme))
  expect(used.filter((name) => !themeProperties.some((known) => known === name))).toEqual([])
})
