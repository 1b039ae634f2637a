import { Readable } from 'node:stream'
import busboy from 'busboy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from './failure.ts'
import { MultipartReader } from './multipart-reader.ts'

const boundary = 'aBoundary'
const plainHead = 'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg'

function form(file: Buffer, { head = plainHead, end = '\r\n' } = {}): Buffer {
  return Buffer.concat([
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`, 'latin1'),
    file,
    Buffer.from(`\r\n--${boundary}--${end}`),
  ])
}

interface Read {
  file: Buffer
  headLength: number | undefined
  hasFinalLineBreak: boolean
}

function readAll(chunks: readonly Buffer[]): Read {
  const reader = new MultipartReader(boundary)
  const file = Buffer.concat(chunks.map((chunk) => Buffer.from(reader.push(chunk))))
  const { hasFinalLineBreak } = reader.end()
  return { file, headLength: reader.headLength, hasFinalLineBreak }
}

/** What came of it, comparable: the file, or why there is none. */
function outcome(chunks: readonly Buffer[]): unknown {
  try {
    return readAll(chunks)
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, context: error.context }
    throw error
  }
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}

function readWithBusboy(body: Buffer): Promise<{ name: string; file: Buffer }[]> {
  return new Promise((resolve, reject) => {
    const files: { name: string; file: Buffer }[] = []
    const parser = busboy({ headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } })
    parser.on('file', (name, stream) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => files.push({ name, file: Buffer.concat(chunks) }))
    })
    parser.on('error', reject)
    parser.on('close', () => resolve(files))
    Readable.from([body]).pipe(parser)
  })
}

/** Bytes that look like delimiters more often than chance would have it. */
const tricky = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom(
          '\r',
          '\n',
          '\r\n',
          '--',
          '\r\n-',
          '\r\n--',
          `--${boundary}`,
          '\r\n--aBoundar',
          '\r\r\n',
        )
        .map((text) => Buffer.from(text)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts))
const cuts = fc.array(fc.nat(), { maxLength: 12 })

describe('the multipart reader', () => {
  it('gives back the file, whatever follows the closing delimiter of the two allowed ends', () => {
    const file = Buffer.from('the bytes of a file')
    expect(readAll([form(file)])).toEqual({
      file,
      headLength: `--${boundary}\r\n${plainHead}\r\n\r\n`.length,
      hasFinalLineBreak: true,
    })
    expect(readAll([form(file, { end: '' })])).toMatchObject({ file, hasFinalLineBreak: false })
  })

  it('reads the same out of a body however it is cut into chunks', () => {
    fc.assert(
      fc.property(tricky, cuts, fc.constantFrom('', '\r\n', 'x', '\r', '\r\n\r\n'), (file, at, end) => {
        const body = form(file, { end })
        expect(outcome(cut(body, at))).toEqual(outcome([body]))
      }),
    )
  })

  it('reads the same byte by byte', () => {
    const body = form(Buffer.from('\r\n--aBoundar\r\r\n--'))
    expect(outcome(Array.from(body, (byte) => Buffer.from([byte])))).toEqual(outcome([body]))
  })

  it('finds in what it accepts the one file that busboy finds', async () => {
    await fc.assert(
      fc.asyncProperty(tricky, async (file) => {
        const body = form(file)
        const read = outcome([body])
        fc.pre(read !== null && typeof read === 'object' && 'file' in read)
        expect(await readWithBusboy(body)).toEqual([{ name: 'file', file }])
        expect(read).toMatchObject({ file })
      }),
    )
  })

  it('holds back no more than could begin a delimiter', () => {
    const reader = new MultipartReader(boundary)
    const file = Buffer.alloc(100_000, 'x')
    const given = reader.push(form(file).subarray(0, 90_000))
    expect(90_000 - (reader.headLength ?? 0) - given.length).toBe(0)
  })

  it.each([
    ['a second part', form(Buffer.from(`one\r\n--${boundary}\r\n${plainHead}\r\n\r\ntwo`)), 'afterFile'],
    ['a delimiter inside the file', form(Buffer.from(`one\r\n--${boundary}two`)), 'afterFile'],
    ['a closing delimiter inside the file', form(Buffer.from(`one\r\n--${boundary}--\r\ntwo`)), 'afterFile'],
    ['a delimiter where the file begins', form(Buffer.from(`--${boundary}`)), 'delimiterAtStart'],
    ['a preamble', Buffer.concat([Buffer.from('hello\r\n'), form(Buffer.from('x'))]), 'opening'],
    ['an epilogue', form(Buffer.from('x'), { end: '\r\nbye' }), 'afterFile'],
    ['no closing delimiter', form(Buffer.from('x')).subarray(0, -(boundary.length + 8)), 'incomplete'],
    ['half a closing delimiter', form(Buffer.from('x')).subarray(0, -3), 'incomplete'],
    ['no body', Buffer.alloc(0), 'incomplete'],
    ['another boundary', Buffer.from(form(Buffer.from('x')).toString().replaceAll('aB', 'aC')), 'opening'],
    ['line feeds alone', Buffer.from(form(Buffer.from('x')).toString().replaceAll('\r\n', '\n')), 'opening'],
    ['space after the boundary', Buffer.from(`--${boundary} \r\n${plainHead}\r\n\r\n`), 'opening'],
  ])('refuses %s', (_what, body, reason) => {
    expect(outcome([body])).toEqual({ code: 'multipartInvalid', context: { reason } })
  })

  it.each([
    ['two names', 'Content-Disposition: form-data; name="file"; name="other"; filename="a"', 'disposition'],
    [
      'two file names',
      'Content-Disposition: form-data; name="file"; filename="a"; filename="b"',
      'disposition',
    ],
    [
      'a name twice in two cases',
      'Content-Disposition: form-data; name="file"; NAME="x"; filename="a"',
      'disposition',
    ],
    [
      'an extended file name',
      `Content-Disposition: form-data; name="file"; filename*=UTF-8''a`,
      'disposition',
    ],
    [
      'both file names',
      `Content-Disposition: form-data; name="file"; filename="a"; filename*=UTF-8''b`,
      'disposition',
    ],
    [
      'a file name in pieces',
      'Content-Disposition: form-data; name="file"; filename*0="a"; filename*1="b"',
      'disposition',
    ],
    ['another disposition', 'Content-Disposition: attachment; name="file"; filename="a"', 'disposition'],
    ['no disposition', 'Content-Type: image/jpeg', 'disposition'],
    ['two dispositions', `${plainHead}\r\n${plainHead}`, 'fieldTwice'],
    ['an open quotation', 'Content-Disposition: form-data; name="file"; filename="a', 'disposition'],
    [
      'words beside the grammar',
      'Content-Disposition: form-data; name="file" x; filename="a"',
      'disposition',
    ],
    ['base64', `${plainHead}\r\nContent-Transfer-Encoding: base64`, 'transferEncoding'],
    ['quoted-printable', `${plainHead}\r\nContent-Transfer-Encoding: Quoted-Printable`, 'transferEncoding'],
    [
      'a form inside the form',
      'Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: multipart/mixed; boundary=b',
      'nestedMultipart',
    ],
    ['a folded field', 'Content-Disposition: form-data;\r\n name="file"; filename="a"', 'partHead'],
    ['a field without a colon', `${plainHead}\r\nnonsense`, 'partHead'],
    ['a space before the colon', 'Content-Disposition : form-data; name="file"; filename="a"', 'partHead'],
    ['a bare line feed', `${plainHead}\nX: y`, 'partHead'],
    ['a bare carriage return', `${plainHead}\rX: y`, 'partHead'],
    ['a NUL', 'Content-Disposition: form-data; name="file"; filename="a\0b"', 'partHead'],
    ['a giant head', `${plainHead}\r\nX-Filler: ${'x'.repeat(8192)}`, 'headTooLong'],
  ])('refuses a part with %s', (_what, head, reason) => {
    expect(outcome([form(Buffer.from('x'), { head })])).toEqual({
      code: 'multipartInvalid',
      context: { reason },
    })
  })

  it('refuses a head without an end as soon as it is too long', () => {
    const reader = new MultipartReader(boundary)
    expect(() => reader.push(Buffer.from(`--${boundary}\r\nX-Filler: ${'x'.repeat(8192)}`))).toThrow(Failure)
  })

  it.each([
    ['another name', 'Content-Disposition: form-data; name="picture"; filename="a.jpg"'],
    ['no name', 'Content-Disposition: form-data; filename="a.jpg"'],
    ['no file name, as a text field has none', 'Content-Disposition: form-data; name="file"'],
  ])('finds no file in a part with %s', (_what, head) => {
    expect(outcome([form(Buffer.from('x'), { head })])).toMatchObject({ code: 'fileNotFound' })
  })

  it.each([
    [
      'curl',
      'Content-Disposition: form-data; name="file"; filename="a \\"b\\".jpg"\r\nContent-Type: image/jpeg',
    ],
    [
      'a browser',
      'Content-Disposition: form-data; name="file"; filename="caf\xc3\xa9 %22x%22.jpg"\r\nContent-Type: image/jpeg',
    ],
    [
      'axios',
      'content-disposition: form-data; name="file"; filename="blob"\r\ncontent-type: application/octet-stream',
    ],
    ['OkHttp', `${plainHead}\r\nContent-Length: 1`],
    ['Python', 'Content-Disposition: form-data; name="file"; filename="a.jpg"'],
    ['an old Java client', `${plainHead}; charset=ISO-8859-1\r\nContent-Transfer-Encoding: binary`],
    ['unquoted parameters', 'Content-Disposition: form-data; name=file; filename=a.jpg'],
  ])('takes a head as %s sends it', (_what, head) => {
    expect(readAll([form(Buffer.from('x'), { head })]).file.toString()).toBe('x')
  })
})
