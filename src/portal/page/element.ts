type Properties<Tag extends keyof HTMLElementTagNameMap> = {
  readonly [
    Name in Exclude<keyof HTMLElementTagNameMap[Tag], 'innerHTML' | 'outerHTML' | 'style'>
  ]?: HTMLElementTagNameMap[Tag][Name]
}

/** Makes an element. Strings become text, never markup. */
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

/** Finds an element that the page must have. Throws if it is missing, because then page and script don't match. */
export function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector)
  if (found instanceof kind) return found
  throw new TypeError(`The page has no ${kind.name} at ${selector}`)
}

/** Shows the text. An empty text hides the place. */
export function say(place: HTMLElement, text: string): void {
  place.textContent = text
  place.hidden = text === ''
}
