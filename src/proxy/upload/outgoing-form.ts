import { randomBytes } from 'node:crypto'
import { type Extension } from '../../contract/document.ts'
import { filePartName, formatOfExtension, mediaTypeOfFormat } from '../../contract/file.ts'

/** The form in which a file goes upstream: all of it ours but the file's bytes. */
export interface OutgoingForm {
  readonly contentType: string
  readonly contentLength: number
  readonly head: Buffer
  /** What completes the form. Until it is sent, the upstream holds half a body and must not take it for a file. */
  tail(hasFinalLineBreak: boolean): Buffer
}

/**
 * `mostBytes` is the file's length, or two more than that where the caller's form will turn out to end with a line
 * break. Which of the two is known at the end alone, yet the length must be announced at the start: so our form
 * ends with a line break exactly when theirs does, and its length is the same either way.
 */
export function createOutgoingForm(
  documentId: string,
  extension: Extension,
  mostBytes: number,
): OutgoingForm {
  // Drawn for each upload, so that no file can hold it.
  const boundary = `akepa-upload-${randomBytes(16).toString('hex')}`
  const disposition = `form-data; name="${filePartName}"; filename="${documentId}.${extension}"`
  const mediaType = mediaTypeOfFormat[formatOfExtension[extension]]
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${mediaType}\r\n\r\n`,
  )
  const closing = `\r\n--${boundary}--`
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: head.length + mostBytes + closing.length,
    head,
    tail: (hasFinalLineBreak) => Buffer.from(hasFinalLineBreak ? `${closing}\r\n` : closing),
  }
}
