import { type ThemeProperty } from '../../../contract/frame/embed.ts'
import { type Colour, correctionsOf, hexOf, parseColour } from './contrast.ts'

const told = new Set<string>()

/**
 * Makes what falls short of WCAG AA in the look that the page has on legible, for the colour scheme that it has on, and tells
 * the partner in the console, once of each. To be called again with each look and each scheme.
 */
export function correctTheme(): void {
  const { style } = document.documentElement
  const probe = document.createElement('i')
  document.documentElement.append(probe)
  const read = (property: ThemeProperty): Colour | undefined => {
    probe.style.color = `var(${property})`
    // Any notation becomes one of sRGB by this, where the browser knows it (Chrome 111, Firefox 113, Safari 16.2).
    probe.style.color = `color-mix(in srgb, var(${property}) 100%, #000)`
    return parseColour(getComputedStyle(probe).color)
  }
  const corrections = correctionsOf(read)
  const given = corrections.map(({ property, ground }) => [read(property), read(ground)])
  probe.remove()
  for (const [index, { property, ground, ratio, needed, colour }] of corrections.entries()) {
    style.setProperty(property, hexOf(colour))
    const [own, on] = (given[index] ?? []).map((found) => (found ? hexOf(found) : ''))
    const message = `The theme’s ${property} (${own}) on ${ground} (${on}) has a contrast of ${ratio.toFixed(1)}:1. WCAG AA asks for ${needed}:1. The wizard uses ${hexOf(colour)} instead.`
    // oxlint-disable-next-line no-console -- the partner reads it there
    if (!told.has(message)) console.warn(message)
    told.add(message)
  }
}
