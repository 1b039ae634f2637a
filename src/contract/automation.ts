/**
 * Name of a global of the page that a test run sets there, and that makes the pauses between the attempts of an upload
 * short. Nobody else can: no other page reaches it, and no address or session holds it.
 */
export const shortPausesName = 'akepaShortPauses'
