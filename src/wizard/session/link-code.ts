/** A link's one-time code travels in the fragment, which no server, log or referrer ever sees. */
export function linkCodeIn(location: Location): string | undefined {
  return new URLSearchParams(location.hash.slice(1)).get('code') ?? undefined
}

/** Takes the code out of the address, and out of the history with it. */
export function takeLinkCode(location: Location, history: History): void {
  if (linkCodeIn(location) === undefined) return
  history.replaceState(history.state, '', location.pathname + location.search)
}
