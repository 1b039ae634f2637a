const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Replaces each `{{name}}` of the page by its value, escaped for element content and quoted attributes. */
export function fillTemplate(html: string, values: Readonly<Record<string, string>>): string {
  return html.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new TypeError(`The page names a value that nobody gave: ${name}`)
    return value.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
  })
}
