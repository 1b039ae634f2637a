import { createRandomId } from '../../browser/random-id.ts'
import { type UploadErrorEvent } from '../../contract/frame/embed.ts'
import { postToHost } from '../../embed/frame/host-window.ts'
import { hostAddress } from './host-address.ts'

/** Tells the host page of a failure of the whole wizard, without a bridge, since there may be none. */
export function tellHost(code: UploadErrorEvent['code']): void {
  const fact = { id: `error:${createRandomId()}`, at: new Date().toISOString() }
  postToHost({ type: 'error', code, ...fact }, hostAddress())
}
