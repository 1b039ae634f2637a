import { randomBytes } from 'node:crypto'
import { type Extension } from '../../contract/document/document.ts'
import { filePartName, formatOfExtension, mediaTypeOfFormat } from '../../contract/file.ts'

/** The form in which a file goes upstream. All of it is ours except the file's bytes. */
export interface OutgoingForm {
  readonly contentType: string
  readonly contentLength: number
  readonly head: Buffer
  /** The bytes that complete the form. Until they are sent, the upstream has only a part of the body. */
  tail(hasFinalLineBreak: boolean): Buffer
}

/**
 * `mostBytes` is the file's length, or two more than that if the caller's form ends with a line break. Only its end shows
 * which, but our length must be announced at the start. So our form ends with a line break exactly when theirs does, and
 * its length is the same either way.
 */
export function createOutgoingForm(
  documentId: string,
  extension: Extension,
  mostBytes: number,
): OutgoingForm {
  // Random for each upload, so no file can hold it.
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
