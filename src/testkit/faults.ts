import { type FaultName } from '../sandbox/faults.ts'

/**
 * A marker for a document's name that makes the sandbox fail: at every call, or with `once` at the first for a document
 * of that exact name. `fault('upload-500', { once: true })` is `[fault:upload-500:once]`. Several may stand in one name,
 * within its 50 characters.
 *
 * - `generate-…` and `upload-…`, each with `400`, `429`, `500`, `503`, `slow` (five seconds), `hang`, `drop-before` and
 *   `drop-after` (the connection is cut before or after the work is done), `garbage` (200, with HTML).
 * - `token-expired`: the token that ConnectFi gave the proxy has ended; `upload-token-expired`: at the upload alone.
 * - `upload-not-found`: the document ID is unknown; `upload-keeps-partial`: half a file that was cut off is kept.
 */
export function fault(name: FaultName, { once = false }: { readonly once?: boolean } = {}): string {
  return `[fault:${name}${once ? ':once' : ''}]`
}
