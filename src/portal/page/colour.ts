type Channels = readonly [red: number, green: number, blue: number]

/** `#rrggbb`, the value of an `input[type=color]`. */
export type Hex = `#${string}`

/** The relative luminance of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: Hex): number {
  const [red, green, blue] = channels(colour).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

/** The contrast ratio of WCAG 2.2, from 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: Hex, other: Hex): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** Mixes two colours. `share` is the second colour's part, from 0 to 1. */
export function mix(colour: Hex, into: Hex, share: number): Hex {
  const added = channels(into)
  const mixed = channels(colour).map((channel, index) =>
    Math.round(channel * (1 - share) + (added[index] ?? 0) * share)
      .toString(16)
      .padStart(2, '0'),
  )
  return `#${mixed.join('')}`
}

/** The colour nearest to `colour`, on the way to `end`, that has a contrast of 4.5 on every ground. */
export function readableOn(grounds: readonly Hex[], colour: Hex, end: '#000000' | '#ffffff'): Hex {
  for (let share = 0; share < 1; share += 0.04) {
    const candidate = mix(colour, end, share)
    if (grounds.every((ground) => contrast(candidate, ground) >= 4.5)) return candidate
  }
  return end
}

function channels(colour: Hex): Channels {
  const number = Number.parseInt(colour.slice(1), 16)
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255]
}
