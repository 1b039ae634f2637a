/** A one-time code, a link's or the one that a phone has scanned, travels in the fragment, which no server, log or referrer ever sees. */
export function codeIn({ hash }: Location, name: 'code' | 'phone'): string | undefined {
  return new URLSearchParams(hash.slice(1)).get(name) ?? undefined
}

export function hasCode({ hash }: Location): boolean {
  return /[#&](?:code|phone)=/.test(hash)
}

/** Takes the codes out of the address, and out of the history with it. */
export function takeCodes(location: Location, history: History): void {
  history.replaceState(history.state, '', location.pathname + location.search)
}
