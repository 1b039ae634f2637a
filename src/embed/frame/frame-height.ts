/** Long enough for one step to make way for the next, short enough to go unnoticed. */
const settleMs = 100

/**
 * Reports the height of `element` now and whenever it changes, until the returned function is called. It reports
 * growth at once, and shrinking only once it has lasted and nobody holds anything in it down: a frame that collapses
 * shortens the page around it, and moves what the person was looking at or is pressing.
 */
export function followHeight(element: Element, report: (heightPx: number) => void): () => void {
  let reportedPx = 0
  let settling: ReturnType<typeof setTimeout> | undefined

  function tell() {
    const heightPx = Math.ceil(element.getBoundingClientRect().height)
    if (heightPx === reportedPx) return
    reportedPx = heightPx
    report(heightPx)
  }

  function shrink() {
    if (element.matches(':active')) settling = setTimeout(shrink, settleMs)
    else tell()
  }

  const observer = new ResizeObserver(() => {
    clearTimeout(settling)
    if (element.getBoundingClientRect().height >= reportedPx) tell()
    else settling = setTimeout(shrink, settleMs)
  })
  observer.observe(element)
  return () => {
    clearTimeout(settling)
    observer.disconnect()
  }
}
