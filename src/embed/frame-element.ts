export function createFrame(src: string): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-modals')
  frame.referrerPolicy = 'no-referrer'
  // Set as properties, which a page may do even where its Content-Security-Policy forbids inline styles.
  Object.assign(frame.style, { display: 'block', width: '100%', height: '480px', border: '0' })
  frame.src = src
  return frame
}
