export const testBoundary = 'test-boundary'

/** What stands above a file in a form, as browsers write it. */
export const fileHead =
  'Content-Disposition: form-data; name="file"; filename="picked.jpg"\r\nContent-Type: image/jpeg'

/** A form with one file, for `fetch` to write. */
export function formOf(file: Uint8Array, field = 'file'): FormData {
  const form = new FormData()
  form.append(field, new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), 'picked.jpg')
  return form
}

/** A form by hand, from parts that are a head and a content each, with an end of the test's own. */
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
