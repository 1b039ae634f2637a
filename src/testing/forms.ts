export const testBoundary = 'test-boundary'

/** The head of a file's part, as browsers write it. */
export const fileHead =
  'Content-Disposition: form-data; name="file"; filename="picked.jpg"\r\nContent-Type: image/jpeg'

/** A form with one file, for `fetch`. */
export function formOf(file: Uint8Array, field = 'file'): FormData {
  const form = new FormData()
  form.append(field, new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), 'picked.jpg')
  return form
}

/** The bytes and the headers of a form. `end` is everything after the last part. */
export function multipart(
  parts: readonly (readonly [head: string, content: string | Uint8Array])[],
  end = `--${testBoundary}--\r\n`,
) {
  const pieces = parts.flatMap(([head, content]) => [
    Buffer.from(`--${testBoundary}\r\n${head}\r\n\r\n`),
    Buffer.from(content as string),
    Buffer.from('\r\n'),
  ])
  return {
    body: Buffer.concat([...pieces, Buffer.from(end)]),
    headers: { 'content-type': `multipart/form-data; boundary=${testBoundary}` },
  }
}
