import { type DocumentUploadOptions } from '../../embed/options.ts'
import { contrast, type Hex, mix, readableOn } from './colour.ts'

export type Theme = NonNullable<DocumentUploadOptions['theme']>

/** The values of the workbench's three controls. A preset sets them when it is chosen. */
export interface Dials {
  readonly accent: Hex
  readonly radiusPx: number
  readonly textPx: number
}

interface Preset extends Dials {
  readonly name: string
  readonly theme: Theme
}

/** The wizard's own sizes: `base` in pixels, the others in rem. */
const wizardText = { base: 17, small: 0.9375, normal: 1.0625, large: 1.1875 } as const
const surface = { light: '#ffffff', dark: '#162329' } as const
/** The colours of the bank's page, which shows around the wizard's forms. */
const page = { light: '#f6f3ec', dark: '#0e1512' } as const

/** Makes a theme from three dials. Text in the accent and on it can be read, whatever the accent is. */
export function themeFrom({ accent, radiusPx, textPx }: Dials): Theme {
  return { ...accentTheme(accent), ...radiusTheme(radiusPx), ...textTheme(textPx) }
}

function accentTheme(accent: Hex): Theme {
  const light = accentOn('light', accent, '#000000')
  const dark = accentOn('dark', accent, '#ffffff')
  const both = (part: keyof typeof light) => `light-dark(${light[part]}, ${dark[part]})`
  return {
    '--akepa-accent': both('accent'),
    '--akepa-accent-hover': both('hover'),
    '--akepa-accent-soft': both('soft'),
    '--akepa-on-accent': both('on'),
    '--akepa-focus': both('accent'),
  }
}

function accentOn(scheme: keyof typeof surface, wished: Hex, end: '#000000' | '#ffffff') {
  const soft = mix(surface[scheme], wished, 0.1)
  const accent = readableOn([surface[scheme], soft, page[scheme]], wished, end)
  const hover = mix(accent, end, 0.25)
  const on = contrast(accent, '#ffffff') > contrast(accent, '#0b1216') ? '#ffffff' : '#0b1216'
  return { accent, hover, soft, on } as const
}

function radiusTheme(px: number): Theme {
  return { '--akepa-radius': rem(px / 16), '--akepa-radius-small': rem((px * 0.6) / 16) }
}

function textTheme(px: number): Theme {
  const factor = px / wizardText.base
  return {
    '--akepa-text-small': rem(wizardText.small * factor),
    '--akepa-text-base': rem(wizardText.normal * factor),
    '--akepa-text-large': rem(wizardText.large * factor),
  }
}

function rem(value: number): string {
  return `${Number(value.toFixed(4))}rem`
}

export const presets = {
  quillhaven: {
    name: 'Quillhaven',
    accent: '#165442',
    radiusPx: 14,
    textPx: 17,
    theme: {
      '--akepa-font': '"Avenir Next", Avenir, "Segoe UI", system-ui, "Noto Sans", sans-serif',
      '--akepa-radius': '0.875rem',
      '--akepa-radius-small': '0.5rem',
      '--akepa-page': 'light-dark(#f6f3ec, #0e1512)',
      '--akepa-surface': 'light-dark(#fffdf9, #161f1b)',
      '--akepa-surface-soft': 'light-dark(#f1ede2, #1f2a25)',
      '--akepa-text': 'light-dark(#1c2a24, #e9efe9)',
      '--akepa-text-soft': 'light-dark(#54645b, #a7b6ad)',
      '--akepa-border': 'light-dark(#ddd6c6, #2f3d36)',
      '--akepa-border-strong': 'light-dark(#75827a, #7d8f85)',
      '--akepa-accent': 'light-dark(#165442, #8ed3b5)',
      '--akepa-accent-hover': 'light-dark(#0f3d30, #b0e2cd)',
      '--akepa-accent-soft': 'light-dark(#e4efe8, #1b352b)',
      '--akepa-on-accent': 'light-dark(#ffffff, #07231a)',
      '--akepa-focus': 'light-dark(#8a5b0c, #e3b964)',
    },
  },
  wizard: { name: 'The wizard’s own', accent: '#0b4f6c', radiusPx: 10, textPx: 17, theme: {} },
  ledger: {
    name: 'Ledger',
    accent: '#1a1a1a',
    radiusPx: 0,
    textPx: 16.5,
    theme: {
      ...themeFrom({ accent: '#1a1a1a', radiusPx: 0, textPx: 16.5 }),
      '--akepa-font': 'Charter, "Iowan Old Style", Georgia, "Noto Serif", serif',
    },
  },
  coral: {
    name: 'Coral',
    accent: '#d1495b',
    radiusPx: 22,
    textPx: 18,
    theme: themeFrom({ accent: '#d1495b', radiusPx: 22, textPx: 18 }),
  },
} as const satisfies Record<string, Preset>

export type PresetName = keyof typeof presets
export const presetNames = Object.keys(presets) as PresetName[]
