import { uploadTicketHeader } from '../../../contract/file.ts'
import { fileHead, multipart, testBoundary } from '../../../testing/forms.ts'
import { type Registered } from './proxy-client.ts'
import { requestHead } from './raw-request.ts'

/** An upload's body as a browser frames the file, or with another part's head or another end. */
export function uploadForm(file: Buffer, { head = fileHead, end = '\r\n' } = {}): Buffer {
  return multipart([[head, file]], `--${testBoundary}--${end}`).body
}

/** The head of an upload's request. A change to undefined leaves the header out. */
export function uploadHead(
  { session, id, ticket }: Registered,
  contentLength: number | undefined,
  changes: Readonly<Record<string, string | undefined>> = {},
): string {
  const headers = {
    Authorization: `Bearer ${session}`,
    [uploadTicketHeader]: ticket,
    'Content-Type': `multipart/form-data; boundary=${testBoundary}`,
    'Content-Length': contentLength,
    ...changes,
  }
  const given = Object.entries(headers).filter(([, value]) => value !== undefined)
  return requestHead(
    `POST /api/akepa/document/upload/${id}`,
    Object.fromEntries(given) as Record<string, string | number>,
  )
}
