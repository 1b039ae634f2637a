import { type FaultName } from '../sandbox/faults/faults.ts'

/**
 * A marker for a document's name that makes the sandbox fail: at every call, or with `once` at the first for a document
 * of that exact name. `fault('upload-500', { once: true })` is `[fault:upload-500:once]`. Several may stand in one name,
 * within its 50 characters.
 *
 * The wizard gets over much of this by itself. An upload that fails for a while is tried again, up to seven times with
 * pauses of 1 to 30 seconds: with `once` a person sees no failure, only “Trying again”; without it, the failure is shown
 * after about a minute, or after a second where `UploadWizard.shortenRetries` was called. A generate that fails is shown
 * at once, and Continue tries it again. `hang` lasts as long as the proxy waits (UPSTREAM_TIMEOUT_SECONDS), each time.
 *
 * - `generate-…` and `upload-…`, each with `400`, `429`, `500`, `503`, `slow` (five seconds), `hang`, `drop-before` and
 *   `drop-after` (the connection is cut before or after the work is done), `garbage` (200, with HTML).
 * - `token-expired`: the token that ConnectFi gave the proxy has ended; `upload-token-expired`: at the upload alone.
 * - `upload-not-found`: the document ID is unknown; `upload-keeps-partial`: half a file that was cut off is kept.
 */
export function fault(name: FaultName, { once = false }: { readonly once?: boolean } = {}): string {
  return `[fault:${name}${once ? ':once' : ''}]`
}
