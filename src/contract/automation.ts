/**
 * Name of a global that a test run sets in the page, to make two kinds of pauses short: those between the attempts of an
 * upload, and those of a page that asks again how the work on the person's phone stands.
 * Nobody else can set it: no other page reaches it, and no address or session holds it.
 */
export const shortPausesName = 'akepaShortPauses'
