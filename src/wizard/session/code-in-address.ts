/** A link's code, or the one that a phone has scanned. */
export type CodeName = 'code' | 'phone'

/** A one-time code travels in the fragment, which no server, log or referrer ever sees. */
export function codeIn({ hash }: Location, name: CodeName): string | undefined {
  return new URLSearchParams(hash.slice(1)).get(name) ?? undefined
}

/** Takes the codes out of the address, and out of the history with it. */
export function takeCodes(location: Location, history: History): void {
  if (codeIn(location, 'code') === undefined && codeIn(location, 'phone') === undefined) return
  history.replaceState(history.state, '', location.pathname + location.search)
}
