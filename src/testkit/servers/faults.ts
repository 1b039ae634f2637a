import { type FaultName } from '../../sandbox/faults/faults.ts'

/**
 * Makes a marker for a document's name, by which the sandbox fails: at every call, or with `once` at the first call for a
 * document of that exact name. `fault('upload-500', { once: true })` is `[fault:upload-500:once]`. A name may hold
 * several markers, within its 50 characters.
 *
 * The wizard recovers from many faults by itself. It makes up to seven attempts at an upload, with growing pauses of up
 * to 30 seconds. With `once` a person sees no failure, only “Trying again”. Without it, the failure is shown after about a
 * minute, or within a second after `UploadWizard.shortenRetries`. A failed generate is shown at once, and Continue tries
 * it again. Only after 429 and 503, which say when a repeat may succeed, it tries again by itself for 20 seconds. `hang`
 * lasts each time as long as the proxy waits (UPSTREAM_TIMEOUT_SECONDS).
 *
 * - `generate-…` and `upload-…`, each with `400`, `429`, `500`, `503`, `slow` (five seconds), `hang`, `drop-before` and
 *   `drop-after` (the connection is cut before or after the work is done), `garbage` (200, with HTML).
 * - `token-expired`: the token that ConnectFi gave the proxy has ended. `upload-token-expired`: the same, only at the
 *   upload.
 * - `upload-not-found`: the document ID is unknown. `upload-keeps-partial`: the first part of a cut-off file is kept.
 */
export function fault(name: FaultName, { once = false }: { readonly once?: boolean } = {}): string {
  return `[fault:${name}${once ? ':once' : ''}]`
}
