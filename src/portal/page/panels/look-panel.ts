import { type DocumentUploadAppearance } from '../../../embed/options.ts'
import { type Hex } from '../colour.ts'
import { element, find } from '../element.ts'
import { type Dials, type PresetName, presetNames, presets, type Theme, themeFrom } from '../theme.ts'

export type Look = Pick<DocumentUploadAppearance, 'locale' | 'theme'>

const ownTheme = 'own'
const schemes = ['device', 'light', 'dark'] as const

export interface LookPanel {
  readonly look: () => Look
}

/** The settings that can change while the wizard runs. `onChange` is called with each change, not at the start. */
export function openLookPanel(onChange: (look: Look) => void): LookPanel {
  const form = find('#look', HTMLFormElement)
  const accent = find('#look [name=accent]', HTMLInputElement)
  const radius = find('#look [name=radius]', HTMLInputElement)
  const text = find('#look [name=text]', HTMLInputElement)
  const scheme = find('#look [name=scheme]', HTMLSelectElement)
  const locale = find('#look [name=locale]', HTMLSelectElement)
  find('#look .presets', HTMLFieldSetElement).append(
    ...presetNames.map((name) => presetChoice(name, presets[name].name)),
    presetChoice(ownTheme, 'Own'),
  )
  choose('quillhaven')

  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('input', ({ target }) => {
    if (target === accent || target === radius || target === text) choose(ownTheme)
    else if (isPresetChoice(target)) choose(target.value)
    showScheme()
    onChange(look())
  })

  function choose(value: string) {
    find(`#look [name=preset][value=${value}]`, HTMLInputElement).checked = true
    if (!isPreset(value)) return
    const dials: Dials = presets[value]
    accent.value = dials.accent
    radius.value = String(dials.radiusPx)
    text.value = String(dials.textPx)
  }

  function theme(): Theme {
    const chosen = new FormData(form).get('preset')
    if (isPreset(chosen)) return presets[chosen].theme
    return themeFrom({
      accent: accent.value as Hex,
      radiusPx: radius.valueAsNumber,
      textPx: text.valueAsNumber,
    })
  }

  /** Sets the scheme of the bank's page. The wizard takes its scheme from the page around it. */
  function showScheme() {
    const chosen = schemes.find((name) => name === scheme.value)
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['scheme'] = chosen
    else delete document.documentElement.dataset['scheme']
  }

  function look(): Look {
    return { locale: locale.value === '' ? undefined : locale.value, theme: theme() }
  }

  return { look }
}

function presetChoice(value: string, name: string): HTMLLabelElement {
  return element(
    'label',
    { className: 'preset' },
    element('input', { type: 'radio', name: 'preset', value }),
    element('span', { className: `swatch swatch-${value}` }),
    name,
  )
}

function isPreset(value: unknown): value is PresetName {
  return presetNames.some((name) => name === value)
}

function isPresetChoice(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && target.name === 'preset'
}
