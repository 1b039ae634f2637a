import { uploadTicketHeader } from '../../contract/file.ts'
import { type Registered } from './proxy-client.ts'
import { requestHead } from './raw-request.ts'

export const testBoundary = 'test-boundary'

/** An upload's body as a browser would frame the file, or with a part's head and an end of the test's own. */
export function uploadForm(
  file: Buffer,
  {
    head = 'Content-Disposition: form-data; name="file"; filename="picked.jpg"\r\nContent-Type: image/jpeg',
    end = '\r\n',
  } = {},
): Buffer {
  return Buffer.concat([
    Buffer.from(`--${testBoundary}\r\n${head}\r\n\r\n`),
    file,
    Buffer.from(`\r\n--${testBoundary}--${end}`),
  ])
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
