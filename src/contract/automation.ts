/**
 * Name of a global that a test run sets in the page, to make the pauses between the attempts of an upload short.
 * Nobody else can set it: no other page reaches it, and no address or session holds it.
 */
export const shortPausesName = 'akepaShortPauses'
