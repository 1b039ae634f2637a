/** Text that is markup. Only `html` makes it. */
class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}
export type { Markup }

type Value = string | number | Markup | readonly Markup[] | undefined

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A template tag. It escapes values for element content and quoted attributes, and leaves undefined out. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(
    strings.map((text, index) => (index === 0 ? '' : toText(values[index - 1])) + text).join(''),
  )
}

function toText(value: Value): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(({ text }) => text).join('')
  return String(value).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
