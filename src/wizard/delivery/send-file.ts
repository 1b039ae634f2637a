import { type Document, type Extension } from '../../contract/document.ts'
import { documentAnswerSchema } from '../../contract/envelope.ts'
import { fileHashHeader, filePartName, uploadReceiptHeader, uploadTicketHeader } from '../../contract/file.ts'
import { abortReason, throwIfAborted } from '../../browser/abort.ts'
import { readReceiptTime } from './receipt-time.ts'
import { errorOfAnswer, jsonOf, RequestError } from '../api/request-error.ts'

export interface FileToSend {
  readonly documentId: string
  readonly ticket: string
  readonly extension: Extension
  readonly blob: Blob
  /** Of `blob`, 64 lower-case hexadecimal digits. */
  readonly sha256: string
}

export interface UploadedDocument {
  readonly document: Document
  /** The signed receipt, where the proxy gave one. */
  readonly receipt: string | undefined
  /** When it arrived, by the server's clock, as the receipt says; undefined where none does. */
  readonly uploadedAt: string | undefined
}

export interface SendProgress {
  readonly sentBytes: number
  readonly totalBytes: number
}

/** Without a byte taken by the network for this long, an attempt is given up; never once all bytes are sent. */
const stallTimeoutMs = 30_000

/**
 * One attempt to upload; resolves only where the upstream confirmed that the file is stored. By XMLHttpRequest, because
 * fetch tells nothing about how much of a body has been sent (Chromium 156, Firefox 153).
 */
export function sendFile(
  file: FileToSend,
  session: string,
  onProgress: (progress: SendProgress) => void,
  signal: AbortSignal,
): Promise<UploadedDocument> {
  throwIfAborted(signal)
  onProgress({ sentBytes: 0, totalBytes: file.blob.size })
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    let isAllSent = false
    let stallTimer = 0
    const watchForStall = () => {
      clearTimeout(stallTimer)
      stallTimer = window.setTimeout(() => {
        request.abort()
        fail()
      }, stallTimeoutMs)
    }
    const settle = () => {
      clearTimeout(stallTimer)
      signal.removeEventListener('abort', abort)
    }
    // The proxy holds back the end of the body until it has seen the whole file: a body that was not sent to its
    // end can't have arrived.
    const fail = () => {
      settle()
      reject(new RequestError('connectionLost', { isUnconfirmed: isAllSent }))
    }
    const abort = () => {
      settle()
      request.abort()
      reject(abortReason(signal))
    }
    signal.addEventListener('abort', abort)

    request.upload.addEventListener('progress', (event) => {
      watchForStall()
      onProgress({ sentBytes: event.loaded, totalBytes: event.total })
    })
    request.upload.addEventListener('load', (event) => {
      isAllSent = true
      clearTimeout(stallTimer)
      onProgress({ sentBytes: event.total, totalBytes: event.total })
    })
    request.addEventListener('error', fail)
    request.addEventListener('load', () => {
      settle()
      const body = jsonOf(request.responseText)
      if (request.status !== 200) {
        reject(errorOfAnswer(body, request.getResponseHeader('Retry-After')))
        return
      }
      const answer = documentAnswerSchema.safeParse(body)
      if (answer.success && answer.data.data.uploadStatus && answer.data.data.id === file.documentId) {
        const receipt = request.getResponseHeader(uploadReceiptHeader) ?? undefined
        resolve({ document: answer.data.data, receipt, uploadedAt: readReceiptTime(receipt) })
      } else reject(new RequestError('answerUnreadable', { isUnconfirmed: true, cause: answer.error }))
    })

    const form = new FormData()
    form.append(filePartName, file.blob, `${file.documentId}.${file.extension}`)
    request.open('POST', `/api/akepa/document/upload/${encodeURIComponent(file.documentId)}`)
    request.setRequestHeader('Authorization', `Bearer ${session}`)
    request.setRequestHeader(uploadTicketHeader, file.ticket)
    request.setRequestHeader(fileHashHeader, file.sha256)
    watchForStall()
    request.send(form)
  })
}
