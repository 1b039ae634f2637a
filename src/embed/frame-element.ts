import { type ColorScheme } from '../contract/embed.ts'

export function createFrame(src: string): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-modals')
  frame.referrerPolicy = 'no-referrer'
  // Set as properties, which a page may do even where its Content-Security-Policy forbids inline styles.
  Object.assign(frame.style, { display: 'block', width: '100%', height: '480px', border: '0' })
  frame.src = src
  return frame
}

/** The scheme in which the page shows this element; `normal`, which is no scheme, is shown light. */
export function colorSchemeOf(element: Element): ColorScheme {
  const schemes = getComputedStyle(element).colorScheme
  if (!schemes.includes('dark')) return 'light'
  return schemes.includes('light') ? 'light dark' : 'dark'
}

export function isColorScheme(given: string | undefined): given is ColorScheme {
  return given === 'light' || given === 'dark' || given === 'light dark'
}
