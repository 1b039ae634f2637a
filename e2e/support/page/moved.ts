import { type FrameLocator, type Page } from 'playwright/test'

/** TypeScript's own types lack it (Layout Instability, 3.1). */
interface LayoutShift extends PerformanceEntry {
  readonly sources: readonly {
    readonly node: Node | null
    readonly previousRect: DOMRectReadOnly
    readonly currentRect: DOMRectReadOnly
  }[]
}

/**
 * What has moved in a page since its first paint, with where from and where to. Now and then Chromium lays a page out
 * before its styles are there. It paints nothing of it until they are, so nobody sees what moves then.
 */
export async function moved(page: Page | FrameLocator): Promise<string[]> {
  return page.locator(':root').evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          const paintedMs = performance.getEntriesByName('first-paint')[0]?.startTime ?? 0
          const shifts = list.getEntriesByType('layout-shift') as LayoutShift[]
          const seen = shifts
            .filter(({ startTime }) => startTime >= paintedMs)
            .flatMap(({ sources }) => sources)
          resolve(
            seen.map(
              ({ node, previousRect, currentRect }) =>
                `${node?.nodeName} ${JSON.stringify(previousRect)} to ${JSON.stringify(currentRect)}`,
            ),
          )
        })
        // What has just been changed moves in the next frame, and is told in the one after it.
        requestAnimationFrame(() => {
          requestAnimationFrame(() => {
            for (const type of ['layout-shift', 'mark']) observer.observe({ type, buffered: true })
            // Without a shift, nothing else would be observed.
            performance.mark('now')
          })
        })
      }),
  )
}
