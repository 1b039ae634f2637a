import { type ThemeProperty } from '../../../contract/frame/embed.ts'

/** Red, green and blue, each 0 to 1, in sRGB. */
export type Colour = readonly [red: number, green: number, blue: number]

/** What WCAG 2.2 AA asks of text (1.4.3), and of edges and the focus (1.4.11). */
const text = 4.5
const edge = 3

/** Where the wizard's stylesheet shows one colour on others. Colours that stand on corrected ones come after them. */
const contrastRules: readonly (readonly [
  property: ThemeProperty,
  needed: number,
  ...grounds: ThemeProperty[],
])[] = [
  [
    '--akepa-text',
    text,
    '--akepa-surface',
    '--akepa-surface-soft',
    '--akepa-accent-soft',
    '--akepa-danger-soft',
    '--akepa-warning-soft',
  ],
  ['--akepa-text-soft', text, '--akepa-surface', '--akepa-surface-soft', '--akepa-accent-soft'],
  ['--akepa-accent', text, '--akepa-surface', '--akepa-accent-soft'],
  ['--akepa-accent-hover', text, '--akepa-surface'],
  ['--akepa-on-accent', text, '--akepa-accent', '--akepa-accent-hover'],
  ['--akepa-danger', text, '--akepa-surface', '--akepa-danger-soft'],
  ['--akepa-warning', text, '--akepa-warning-soft'],
  ['--akepa-success', text, '--akepa-surface'],
  ['--akepa-border-strong', edge, '--akepa-surface'],
  ['--akepa-focus', edge, '--akepa-surface'],
]

/** A colour that can't be told from one of its grounds, and the nearest one that can, or else black or white. */
export interface Correction {
  readonly property: ThemeProperty
  /** The ground on which it is worst. */
  readonly ground: ThemeProperty
  readonly ratio: number
  readonly needed: number
  readonly colour: Colour
}

/** Finds what falls short. A colour that isn't known is left alone. */
export function correctionsOf(colourOf: (property: ThemeProperty) => Colour | undefined): Correction[] {
  const corrections: Correction[] = []
  const current = (property: ThemeProperty) =>
    corrections.find((one) => one.property === property)?.colour ?? colourOf(property)
  for (const [property, needed, ...grounds] of contrastRules) {
    const colour = current(property)
    if (!colour) continue
    const known = grounds.flatMap((name) => {
      const ground = current(name)
      return ground ? [{ name, ground }] : []
    })
    const worstOf = (tried: Colour) =>
      known
        .map(({ name, ground }) => ({ name, ratio: contrast(tried, ground) }))
        .toSorted((one, other) => one.ratio - other.ratio)[0]
    const worst = worstOf(colour)
    if (!worst || worst.ratio >= needed) continue
    const least = (tried: Colour) => worstOf(tried)?.ratio ?? 0
    corrections.push({
      property,
      ground: worst.name,
      ratio: worst.ratio,
      needed,
      colour: legible(colour, needed, least),
    })
  }
  return corrections
}

const black: Colour = [0, 0, 0]
const white: Colour = [1, 1, 1]

/** Goes from the colour towards black or white, no further than it must. */
function legible(colour: Colour, needed: number, least: (tried: Colour) => number): Colour {
  const end = least(black) > least(white) ? black : white
  for (let percent = 1; percent < 100; percent += 1) {
    const tried = mix(colour, end, percent / 100)
    if (least(tried) >= needed) return tried
  }
  return end
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const at = (index: 0 | 1 | 2) => Math.round((from[index] + (to[index] - from[index]) * share) * 255) / 255
  return [at(0), at(1), at(2)]
}

/** The contrast ratio of WCAG 2.2, 1 to 21. */
function contrast(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance([red, green, blue]: Colour): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

/** `#` and six hexadecimal digits. */
export function hexOf(colour: Colour): string {
  return `#${colour
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

/**
 * Reads what browsers compute of a colour: `rgb(…)`, or `color(srgb …)`. Neither other notations are read, nor what lets its
 * ground shine through.
 */
export function parseColour(computed: string): Colour | undefined {
  const found = /^(rgba?|color)\((srgb )?([\d.e-]+),? ([\d.e-]+),? ([\d.e-]+)(?:,? \/? ?([\d.e-]+))?\)$/.exec(
    computed,
  )
  if (!found) return undefined
  const [, notation, space, red, green, blue, alpha = '1'] = found
  if (Number(alpha) < 1 || (notation === 'color') !== (space !== undefined)) return undefined
  const scale = space === undefined ? 255 : 1
  const part = (text = '') => Math.min(1, Math.max(0, Number(text) / scale))
  return [part(red), part(green), part(blue)]
}
