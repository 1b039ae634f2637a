export function createFrame(src: string, loader: boolean | undefined): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms allow-modals')
  frame.referrerPolicy = 'no-referrer'
  // Set as properties, which a page may do even where its Content-Security-Policy forbids inline styles.
  Object.assign(frame.style, { display: 'block', width: '100%', height: '480px', border: '0' })
  if (loader !== false) frame.style.background = skeleton
  frame.src = src
  return frame
}

/** Shows where a heading, two choices and a button will be, through the frame: it is transparent until its page has come. */
const skeleton = ['64px/60% 36px', '132px/90% 76px', '220px/90% 76px', '320px/136px 48px']
  .map((place) => `linear-gradient(#8883 0 0) 16px ${place} no-repeat`)
  .join()
