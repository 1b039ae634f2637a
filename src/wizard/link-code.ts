/**
 * Takes a link's one-time code out of the address, and out of the history with it. It travels in the fragment, which
 * no server, log or referrer ever sees.
 */
export function takeLinkCode(location: Location, history: History): string | undefined {
  const code = new URLSearchParams(location.hash.slice(1)).get('code')
  if (code === null) return undefined
  history.replaceState(history.state, '', location.pathname + location.search)
  return code
}
