import { createRandomId } from '../../browser/random-id.ts'
import { idempotencyKeyHeader } from '../../contract/file.ts'
import { asRequestError, RequestError } from '../api/request-error.ts'
import { createSessionSource, requestSession, type SessionSource } from '../session/session-source.ts'
import { type KeptInTab } from '../standalone.tsx'
import { tabSessionStorage } from '../visit/kept/tab-storage.ts'

/** The session behind a link. To ask for it is to open the link, so only a person's press does that for the first time. */
export function openLink(
  code: string,
  { key = createRandomId(), session: kept }: KeptInTab = {},
): SessionSource {
  // Kept before the code is redeemed. Whatever becomes of the answer, a reload can redeem it again.
  if (kept === undefined) tabSessionStorage.save({ code, key })
  return createSessionSource(async (old) => {
    const session = await redeem(code, key, old)
    tabSessionStorage.save({ code, key, session })
    return session
  }, kept)
}

/** Whose link the page says it is: a proxy opens no link under the name of another partner. */
function partnerInAddress(): string | undefined {
  return new URLSearchParams(window.location.search).get('partner') ?? undefined
}

/**
 * With the same `key` the proxy gives the session again, for as long as it lasts; it refuses the code to any other. A
 * session that has ended comes back only if the proxy still knows it. Only the partner has another link.
 */
async function redeem(code: string, key: string, old: string | undefined): Promise<string> {
  try {
    const { session } = await requestSession('/api/sessions/redeem', {
      headers: { 'Content-Type': 'application/json', [idempotencyKeyHeader]: key },
      body: JSON.stringify({ code, partner: partnerInAddress() }),
    })
    if (session === old) throw new RequestError('linkSessionExpired')
    return session
  } catch (error) {
    const { code: found, requestId } = asRequestError(error)
    const isOver = found === 'linkExpired' || found === 'linkUsed'
    if (old !== undefined && isOver) throw new RequestError('linkSessionExpired', { cause: error })
    // The request holds the code, and who the link says it is from. The words for these two errors speak of answers, which are not in it.
    const isCodeRefused = found === 'requestValidateError' || found === 'requestTooLarge'
    throw isCodeRefused ? new RequestError('linkInvalid', { requestId, cause: error }) : error
  }
}
