import { type Extension } from '../../contract/document/document.ts'
import { documentAnswerSchema } from '../../contract/api/envelope.ts'
import { fileHashHeader, filePartName, uploadReceiptHeader, uploadTicketHeader } from '../../contract/file.ts'
import { abortReason, throwIfAborted, unlessAborted } from '../../browser/abort.ts'
import { type CustomerApi } from '../api/api.ts'
import { errorOfAnswer, RequestError } from '../api/request-error.ts'
import { jsonOf } from '../json-of.ts'
import { readReceipt, type ReceiptClaims } from './receipt-claims.ts'

interface FileToSend {
  readonly documentId: string
  readonly ticket: string
  readonly extension: Extension
  readonly blob: Blob
  /** Of `blob`, 64 lower-case hexadecimal digits. */
  readonly sha256: string
}

export interface UploadedFile {
  /** The signed receipt, where the proxy gave one, and what it says. */
  readonly receipt: string | undefined
  readonly claims: ReceiptClaims | undefined
  /** The document had its file already: another than this one, which was not taken. */
  readonly isEarlierFile: boolean
}

export interface SendProgress {
  readonly sentBytes: number
  readonly totalBytes: number
}

/** An attempt ends after this long without a byte that the network took. */
const stallTimeoutMs = 30_000
/**
 * And after this long without an answer to all of them, which the proxy gives in a minute while the connection lives.
 * Some bytes may still be on their way when a browser says that all are sent, so this is long.
 */
const answerTimeoutMs = 600_000

/**
 * One attempt to upload, made again at once where only the session has ended. Resolves only where the upstream has
 * confirmed that the document has its file: this one, or another that was sent before. An abort is heard at once, even while a session is waited for.
 */
export function sendFile(
  api: Pick<CustomerApi, 'withSession'>,
  file: FileToSend,
  onProgress: (progress: SendProgress) => void,
  signal: AbortSignal,
): Promise<UploadedFile> {
  const sending = api.withSession((session) => sendWith(session, file, onProgress, signal))
  return unlessAborted(sending, signal)
}

async function sendWith(
  session: string,
  { documentId, ticket, extension, blob, sha256 }: FileToSend,
  onProgress: (progress: SendProgress) => void,
  signal: AbortSignal,
): Promise<UploadedFile> {
  throwIfAborted(signal)
  onProgress({ sentBytes: 0, totalBytes: blob.size })
  const request = new XMLHttpRequest()
  request.open('POST', `/api/akepa/document/upload/${encodeURIComponent(documentId)}`)
  request.setRequestHeader('Authorization', `Bearer ${session}`)
  request.setRequestHeader(uploadTicketHeader, ticket)
  request.setRequestHeader(fileHashHeader, sha256)
  const form = new FormData()
  form.append(filePartName, blob, `${documentId}.${extension}`)
  await exchange(request, form, onProgress, signal)
  const body = jsonOf(request.responseText)
  const receipt = request.getResponseHeader(uploadReceiptHeader) ?? undefined
  const claims = readReceipt(receipt)
  if (request.status !== 200) {
    const error = errorOfAnswer(body, request.getResponseHeader('Retry-After'))
    if (error.code !== 'documentAlreadyUploaded' || !claims) throw error
    return { receipt, claims, isEarlierFile: true }
  }
  const answer = documentAnswerSchema.safeParse(body)
  const document = answer.data?.data
  if (!document?.uploadStatus || document.id !== documentId) {
    throw new RequestError('answerUnreadable', { cause: answer.error })
  }
  return { receipt, claims, isEarlierFile: false }
}

/**
 * Sends the body and resolves once an answer has come. By XMLHttpRequest, because fetch tells nothing about how much of a
 * body has been sent (Chromium 156, Firefox 153).
 */
function exchange(
  request: XMLHttpRequest,
  body: FormData,
  onProgress: (progress: SendProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const done = new AbortController()
  const until = { signal: done.signal }
  let timer = 0
  const answered = new Promise<void>((resolve, reject) => {
    const lose = () => reject(new RequestError('connectionLost'))
    const waitFor = (ms: number) => {
      clearTimeout(timer)
      timer = window.setTimeout(lose, ms)
    }
    const onBytes = ({ loaded, total }: ProgressEvent) => {
      waitFor(stallTimeoutMs)
      onProgress({ sentBytes: loaded, totalBytes: total })
    }
    const onAllSent = ({ total }: ProgressEvent) => {
      waitFor(answerTimeoutMs)
      onProgress({ sentBytes: total, totalBytes: total })
    }
    request.upload.addEventListener('progress', onBytes, until)
    request.upload.addEventListener('load', onAllSent, until)
    request.addEventListener('error', lose, until)
    request.addEventListener('load', () => resolve(), until)
    signal.addEventListener('abort', () => reject(abortReason(signal)), until)
    waitFor(stallTimeoutMs)
    request.send(body)
  })
  return answered.finally(() => {
    clearTimeout(timer)
    done.abort()
    if (request.readyState !== XMLHttpRequest.DONE) request.abort()
  })
}
