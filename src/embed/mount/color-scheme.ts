import { type ColorScheme } from '../../contract/frame/embed.ts'

/** The scheme in which the page shows this element; `normal`, which is no scheme, is shown light. */
export function colorSchemeOf(element: Element): ColorScheme {
  const schemes = getComputedStyle(element).getPropertyValue('color-scheme')
  if (!schemes.includes('dark')) return 'light'
  return schemes.includes('light') ? 'light dark' : 'dark'
}

export function isColorScheme(given: string | undefined): given is ColorScheme {
  return given === 'light' || given === 'dark' || given === 'light dark'
}

/**
 * Calls `look` whenever the page may show `element` in another scheme, until the returned function is called. No event
 * tells of that. Pages switch by an attribute of an element around it, by their style sheets, or by the device's scheme,
 * which jsdom doesn't know: a partner's unit tests mount their page there.
 */
export function followColorScheme(element: Element, look: () => void): () => void {
  const observer = new MutationObserver(look)
  for (let around: Element | undefined = element; around;) {
    observer.observe(around, { attributes: true })
    around = around.parentElement ?? (around.getRootNode() as Partial<ShadowRoot>).host
  }
  const { head } = document
  observer.observe(head, { attributes: true, childList: true, subtree: true })
  head.addEventListener('load', look, true)
  const { matchMedia } = window as Partial<Window>
  const device = matchMedia?.('(prefers-color-scheme: dark)')
  device?.addEventListener('change', look)
  return () => {
    observer.disconnect()
    head.removeEventListener('load', look, true)
    device?.removeEventListener('change', look)
  }
}
