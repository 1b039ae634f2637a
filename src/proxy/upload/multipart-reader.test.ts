import { Readable } from 'node:stream'
import busboy from 'busboy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../http/answer/failure.ts'
import { parseBoundary } from './multipart-head.ts'
import { MultipartReader } from './multipart-reader.ts'

const boundary = 'aBoundary'
const plainHead = 'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg'

function form(file: Buffer, { start = '', head = plainHead, end = '\r\n' } = {}): Buffer {
  return Buffer.concat([
    Buffer.from(`${start}--${boundary}\r\n${head}\r\n\r\n`, 'latin1'),
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

/** The file, or the failure, in a form that can be compared. */
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

/** Bytes that often look like delimiters. */
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
  it('gives back the file, with and without a line break after the closing delimiter', () => {
    const file = Buffer.from('the bytes of a file')
    expect(readAll([form(file)])).toEqual({
      file,
      headLength: `--${boundary}\r\n${plainHead}\r\n\r\n`.length,
      hasFinalLineBreak: true,
    })
    expect(readAll([form(file, { end: '' })])).toMatchObject({ file, hasFinalLineBreak: false })
  })

  it('accepts an empty line before the first boundary, and counts it as part of the head', async () => {
    const file = Buffer.from('the bytes of a file')
    const body = form(file, { start: '\r\n' })
    expect(readAll([body])).toEqual({
      file,
      headLength: `\r\n--${boundary}\r\n${plainHead}\r\n\r\n`.length,
      hasFinalLineBreak: true,
    })
    expect(await readWithBusboy(body)).toEqual([{ name: 'file', file }])
  })

  it('reads the same from a body however it is cut into chunks', () => {
    fc.assert(
      fc.property(
        tricky,
        cuts,
        fc.constantFrom('', '\r\n', '\r', '\n', '\r\n\r\n'),
        fc.constantFrom('', '\r\n', 'x', '\r', '\r\n\r\n'),
        (file, at, start, end) => {
          const body = form(file, { start, end })
          expect(outcome(cut(body, at))).toEqual(outcome([body]))
        },
      ),
    )
  })

  it('reads the same byte by byte', () => {
    const body = form(Buffer.from('\r\n--aBoundar\r\r\n--'), { start: '\r\n' })
    expect(outcome(Array.from(body, (byte) => Buffer.from([byte])))).toEqual(outcome([body]))
  })

  it('finds the same single file as busboy in every body that it accepts', async () => {
    await fc.assert(
      fc.asyncProperty(tricky, fc.constantFrom('', '\r\n'), async (file, start) => {
        const body = form(file, { start })
        const read = outcome([body])
        fc.pre(read !== null && typeof read === 'object' && 'file' in read)
        expect(await readWithBusboy(body)).toEqual([{ name: 'file', file }])
        expect(read).toMatchObject({ file })
      }),
    )
  })

  it('holds back only bytes that may begin a delimiter', () => {
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
    ['two empty lines before it', form(Buffer.from('x'), { start: '\r\n\r\n' }), 'opening'],
    ['only a line feed before it', form(Buffer.from('x'), { start: '\n' }), 'opening'],
    ['only a carriage return before it', form(Buffer.from('x'), { start: '\r' }), 'opening'],
    ['an epilogue', form(Buffer.from('x'), { end: '\r\nbye' }), 'afterFile'],
    ['no closing delimiter', form(Buffer.from('x')).subarray(0, -(boundary.length + 8)), 'incomplete'],
    ['half a closing delimiter', form(Buffer.from('x')).subarray(0, -3), 'incomplete'],
    ['no body', Buffer.alloc(0), 'incomplete'],
    ['another boundary', Buffer.from(form(Buffer.from('x')).toString().replaceAll('aB', 'aC')), 'opening'],
    [
      'line feeds in place of line breaks',
      Buffer.from(form(Buffer.from('x')).toString().replaceAll('\r\n', '\n')),
      'opening',
    ],
    ['space after the boundary', Buffer.from(`--${boundary} \r\n${plainHead}\r\n\r\n`), 'opening'],
  ])('refuses %s', (_what, body, reason) => {
    expect(outcome([body])).toEqual({ code: 'multipartInvalid', context: { reason } })
  })

  it.each([
    ['two names', 'form-data; name="file"; name="other"; filename="a"', 'name'],
    ['two file names', 'form-data; name="file"; filename="a"; filename="b"', 'filename'],
    [
      'two extended file names',
      `form-data; name="file"; filename*=utf-8''a; filename*=utf-8''b`,
      'filename*',
    ],
    ['a name twice in two cases', 'form-data; name="file"; NAME="x"; filename="a"', 'name'],
    ['an extended name', `form-data; name="file"; name*=utf-8''other; filename="a"`, 'name*'],
    ['only an extended name', `form-data; name*=utf-8''file; filename="a"`, 'name*'],
    ['a file name in pieces', 'form-data; name="file"; filename*0="a"; filename*1="b"', 'filename*0'],
    ['an encoded piece', `form-data; name="file"; filename*0*=utf-8''a`, 'filename*0*'],
    ['an unknown parameter', 'form-data; name="file"; filename="a"; size=1', 'size'],
    ['an unclosed quotation', 'form-data; name="file"; filename="a', 'filename'],
    ['a parameter without a value', 'form-data; name="file"; filename', 'filename'],
    ['an empty value', 'form-data; name=; filename="a"', 'name'],
    ['a space before the equals sign', 'form-data; name ="file"; filename="a"', 'name'],
    ['a word after a value', 'form-data; name="file" x; filename="a"', 'name'],
    ['a value without a name', 'form-data; name="file"; ="a"', 'name'],
    ['a parameter without its semicolon', 'form-data name="file"; filename="a"', undefined],
    ['another disposition', 'attachment; name="file"; filename="a"', undefined],
    ['an empty disposition', '', undefined],
  ])('refuses a disposition with %s, and names the parameter', (_what, disposition, parameter) => {
    const head = `Content-Disposition: ${disposition}`
    expect(outcome([form(Buffer.from('x'), { head })])).toEqual({
      code: 'multipartInvalid',
      context: { reason: 'disposition', ...(parameter !== undefined && { parameter }) },
    })
  })

  it.each([
    ['no disposition', 'Content-Type: image/jpeg', { reason: 'disposition' }],
    [
      'two dispositions',
      `${plainHead}\r\n${plainHead}`,
      { reason: 'fieldTwice', field: 'content-disposition' },
    ],
    ['base64', `${plainHead}\r\nContent-Transfer-Encoding: base64`, { reason: 'transferEncoding' }],
    [
      'quoted-printable',
      `${plainHead}\r\nContent-Transfer-Encoding: Quoted-Printable`,
      { reason: 'transferEncoding' },
    ],
    [
      'a form inside the form',
      'Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: multipart/mixed; boundary=b',
      { reason: 'nestedMultipart' },
    ],
    [
      'a folded field',
      'Content-Disposition: form-data;\r\n name="file"; filename="a"',
      { reason: 'partHead' },
    ],
    ['a field without a colon', `${plainHead}\r\nnonsense`, { reason: 'partHead' }],
    [
      'a space before the colon',
      'Content-Disposition : form-data; name="file"; filename="a"',
      { reason: 'partHead' },
    ],
    ['a bare line feed', `${plainHead}\nX: y`, { reason: 'partHead' }],
    ['a bare carriage return', `${plainHead}\rX: y`, { reason: 'partHead' }],
    ['a control character at a value’s end', `${plainHead}\r\nX: y \x01`, { reason: 'partHead' }],
    ['a NUL', 'Content-Disposition: form-data; name="file"; filename="a\0b"', { reason: 'partHead' }],
    ['a giant head', `${plainHead}\r\nX-Filler: ${'x'.repeat(8192)}`, { reason: 'headTooLong' }],
  ])('refuses a part with %s', (_what, head, context) => {
    expect(outcome([form(Buffer.from('x'), { head })])).toEqual({ code: 'multipartInvalid', context })
  })

  it('refuses a head without an end as soon as it is too long', () => {
    const reader = new MultipartReader(boundary)
    expect(() => reader.push(Buffer.from(`--${boundary}\r\nX-Filler: ${'x'.repeat(8192)}`))).toThrow(Failure)
  })

  it.each([
    ['another name', 'form-data; name="picture"; filename="a.jpg"', 'name'],
    ['no name', 'form-data; filename="a.jpg"', 'name'],
    ['no file name, like a text field', 'form-data; name="file"', 'filename'],
  ])('finds no file in a part with %s', (_what, disposition, parameter) => {
    const head = `Content-Disposition: ${disposition}`
    expect(outcome([form(Buffer.from('x'), { head })])).toEqual({
      code: 'fileNotFound',
      context: { parameter },
    })
  })

  const taken = [
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
    ['.NET', `Content-Disposition: form-data; name=file; filename=a.jpg; filename*=utf-8''a.jpg`],
    [
      '.NET, for a name that is not ASCII,',
      `Content-Disposition: form-data; name=file; filename="=?utf-8?B?Y2Fmw6kuanBn?="; filename*=utf-8''caf%C3%A9.jpg`,
    ],
    [
      'Python’s requests, for a name that is not ASCII,',
      `Content-Disposition: form-data; name="file"; filename*=utf-8''caf%C3%A9.jpg`,
    ],
    ['a client without quotation marks', 'Content-Disposition: form-data; name=file; filename=a.jpg'],
    [
      'a client with space around everything',
      'Content-Disposition: \t form-data \t;\tname="file" ; filename="a" \t',
    ],
    ['a client with empty fields', `${plainHead}\r\nX-Empty:\r\nX-Blank: \t`],
  ] as const

  it.each(taken)('accepts a head as %s sends it, and so does busboy', async (_what, head) => {
    const body = form(Buffer.from('x'), { head })
    expect(readAll([body]).file.toString()).toBe('x')
    expect(await readWithBusboy(body)).toEqual([{ name: 'file', file: Buffer.from('x') }])
  })

  it.each([
    ['an extended name in quotes, from Apache’s client', `filename*="UTF-8''caf%C3%A9.jpg"`],
    ['an extended name in an unknown charset', `filename*=x-none''a.jpg`],
    ['a semicolon at the end', 'filename="a.jpg";'],
    ['two semicolons', 'filename="a.jpg"; ;'],
  ])('accepts %s, unlike busboy, because nobody after us reads it', (_what, parameter) => {
    const head = `Content-Disposition: form-data; name="file"; ${parameter}`
    expect(readAll([form(Buffer.from('x'), { head })]).file.toString()).toBe('x')
  })
})

describe('the boundary of a Content-Type', () => {
  it.each([
    ['boundary=abc', 'abc'],
    ['boundary=abc;', 'abc'],
    ['boundary=abc ; ', 'abc'],
    ['boundary=abc;;charset=utf-8', 'abc'],
    ['charset=utf-8; Boundary="a b:c"', 'a b:c'],
    [`boundary="${'b'.repeat(70)}"`, 'b'.repeat(70)],
  ])('is found in %s', (parameters, expected) => {
    expect(parseBoundary(`multipart/form-data; ${parameters}`)).toBe(expected)
  })

  it.each([
    ['charset=utf-8', 'boundary'],
    ['boundary=abc; boundary=abd', 'boundary'],
    ['boundary="abc', 'boundary'],
    ['boundary=a b', 'boundary'],
    ['boundary=""', 'boundary'],
    ['boundary="abc "', 'boundary'],
    [`boundary="${'b'.repeat(71)}"`, 'boundary'],
    ['boundary=abc; charset', 'charset'],
    ['boundary=abc; charset=', 'charset'],
    ['boundary=abc, multipart/form-data; boundary=abd', 'boundary'],
  ])('is refused in %s, and the parameter is named', (parameters, parameter) => {
    expect(() => parseBoundary(`multipart/form-data; ${parameters}`)).toThrow(
      expect.objectContaining({ code: 'multipartInvalid', context: { reason: 'boundary', parameter } }),
    )
  })
})
