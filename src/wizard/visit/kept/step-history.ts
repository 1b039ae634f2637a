import { depthOf, reachablePages } from '../pages.ts'
import { type VisitStore } from '../visit-store.ts'

/**
 * The tab's history as the wizard keeps it: how deep in the visit each of its own entries is, from the first one to
 * the one that the tab is at. It only ever goes down, so that Back always leads to an earlier page and, in the end,
 * out of the wizard. Each entry holds this list, because nothing else tells what lies below it.
 */
type Entries = readonly number[]

type HistoryMove =
  | { readonly kind: 'stay' }
  /** Adds an entry, or replaces the one that the tab is at. */
  | { readonly kind: 'push' | 'replace'; readonly entries: Entries }
  /** Goes back over so many entries. The tab is at another one only later. */
  | { readonly kind: 'back'; readonly by: number }

/**
 * The next move on the way from `entries` to a page at `depth`, with as many entries below that a browser can go back
 * to, which is only asked where it would. The move is asked for again after each move.
 */
function nextMove(entries: Entries, depth: number, below: () => number): HistoryMove {
  const own = entries.at(-1)
  if (own === depth) return { kind: 'stay' }
  if (own !== undefined && own < depth) return { kind: 'push', entries: [...entries, depth] }
  const wanted = [...entries.filter((other) => other < depth), depth]
  const by = entries.length - wanted.length
  if (by <= 0) return { kind: 'replace', entries: wanted }
  const most = Math.min(by, below())
  return most === 0 ? { kind: 'replace', entries: [depth] } : { kind: 'back', by: most }
}

type Browser = Pick<Window, 'history' | 'addEventListener' | 'removeEventListener'> & {
  /** Browsers of before 2026 may lack it. */
  readonly navigation?: {
    readonly currentEntry: Pick<NavigationHistoryEntry, 'index'> | null
    entries(): readonly Pick<NavigationHistoryEntry, 'sameDocument'>[]
  }
}

/**
 * How many entries of this very page lie below. The list in an entry can't be trusted alone: where a reload overtakes a
 * push, Chromium gives the new list to the entry that was there before, and going back by it would leave the wizard.
 */
function entriesBelow({ navigation }: Browser): number {
  if (!navigation) return Infinity
  const earlier = navigation.entries().slice(0, navigation.currentEntry?.index)
  return earlier.length - 1 - earlier.findLastIndex(({ sameDocument }) => !sameDocument)
}

/**
 * Keeps the browser's history in step with the visit until the returned function is called: Back leads to the page
 * before, and Forward to the next. The address never changes: nothing in it is worth sharing, and no answer belongs
 * there. This is for the standalone form alone: in a frame, an entry would be the host page's.
 */
export function followHistory(store: VisitStore, browser: Browser): () => void {
  // Until the browser has gone back, its state is that of the entry before.
  let isGoing = false
  const entriesNow = (): Entries => {
    const { akepaEntries } = (browser.history.state ?? {}) as { akepaEntries?: unknown }
    return Array.isArray(akepaEntries) ? akepaEntries.filter((depth) => typeof depth === 'number') : []
  }

  function settle() {
    if (isGoing) return
    const move = nextMove(entriesNow(), depthOf(store.rules(), store.get()), () => entriesBelow(browser))
    switch (move.kind) {
      case 'stay':
        return
      case 'back':
        isGoing = true
        return browser.history.go(-move.by)
      case 'push':
        return browser.history.pushState({ akepaEntries: move.entries }, '')
      case 'replace':
        return browser.history.replaceState({ akepaEntries: move.entries }, '')
      default:
        return move satisfies never
    }
  }

  function onPopState() {
    const isOwn = isGoing
    isGoing = false
    const depth = entriesNow().at(-1)
    if (!isOwn && depth !== undefined) {
      const pages = reachablePages(store.rules(), store.get())
      const step = pages[Math.min(depth, pages.length - 1)]
      if (step !== undefined) store.dispatch({ type: 'navigated', step })
    }
    settle()
  }

  settle()
  const stopListening = store.subscribe(settle)
  browser.addEventListener('popstate', onPopState)
  return () => {
    stopListening()
    browser.removeEventListener('popstate', onPopState)
  }
}
