import { uploadTicketHeader } from '../../contract/file.ts'
import { fileHead, multipart, testBoundary } from '../../testing/forms.ts'
import { type Registered } from './proxy-client.ts'
import { requestHead } from './raw-request.ts'

/** An upload's body as a browser would frame the file, or with a part's head and an end of the test's own. */
export function uploadForm(file: Buffer, { head = fileHead, end = '\r\n' } = {}): Buffer {
  return multipart([[head, file]], `--${testBoundary}--${end}`).body
}

/** The head of an upload's request; undefined takes a header away. */
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
