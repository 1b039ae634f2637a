type Properties<Tag extends keyof HTMLElementTagNameMap> = {
  readonly [
    Name in Exclude<keyof HTMLElementTagNameMap[Tag], 'innerHTML' | 'outerHTML' | 'style'>
  ]?: HTMLElementTagNameMap[Tag][Name]
}

/** An element with its properties and its content; text stays text, whatever is in it. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties<Tag> = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  Object.assign(made, properties)
  made.append(...content)
  return made
}

/** What the page is known to have: without it, the page and its script are not of one piece. */
export function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector)
  if (found instanceof kind) return found
  throw new TypeError(`The page has no ${kind.name} at ${selector}`)
}

/** Shows the text, or nothing at all. */
export function say(place: HTMLElement, text: string): void {
  place.textContent = text
  place.hidden = text === ''
}
