import { filePartName } from '../../contract/file.ts'
import { parseParameterisedValue } from './header-parameters.ts'
import { Failure } from '../http/failure.ts'

/** What of a form was refused, by the name that its sender gave it. */
interface Refused {
  readonly field?: string
  readonly parameter?: string | undefined
}

export class MultipartProblem extends Failure {
  constructor(reason: string, refused: Refused = {}) {
    super('multipartInvalid', { context: { reason, ...refused } })
  }
}

const boundaryPattern = /^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/
/**
 * No folding (RFC 5322, 2.2.3), no bare CR or LF, no control characters: parsers disagree on each of them. No two
 * quantifiers side by side take the same character: a line that does not match costs its own length and no more.
 */
const fieldLine =
  /^([\w!#$%&'*+.^`|~-]+):(?:[ \t]*([\x21-\x7e\x80-\xff]+(?:[ \t]+[\x21-\x7e\x80-\xff]+)*))?[ \t]*$/
const plainEncodings = new Set(['binary', '8bit', '7bit'])
/** The extended name (RFC 8187), from .NET and from Python's requests. It may differ from the other: we read neither. */
const fileNames = ['filename', 'filename*']

/** The boundary that a request's `Content-Type` announces (RFC 2046, 5.1.1). */
export function parseBoundary(contentType: string): string {
  const parsed = parseParameterisedValue(contentType)
  if (!parsed.isWellFormed) throw new MultipartProblem('boundary', { parameter: parsed.parameter })
  const boundary = parsed.parameters.get('boundary')
  if (parsed.value !== 'multipart/form-data' || boundary === undefined || !boundaryPattern.test(boundary)) {
    throw new MultipartProblem('boundary', { parameter: 'boundary' })
  }
  return boundary
}

/**
 * Accepts the head of the one part we take, and refuses what makes two parsers differ in whether the part is the file,
 * or in which bytes are. Nothing of it travels on: a file name, of which we write our own, may be any.
 *
 * `head` is the field lines, each with its CRLF, one character per byte. Fields that multipart/form-data gives no
 * meaning are ignored, as RFC 7578, 4.8, has it.
 */
export function checkPartHead(head: string): void {
  const fields = new Map<string, string>()
  for (const line of head.split('\r\n').slice(0, -1)) {
    const [, name, value = ''] = fieldLine.exec(line) ?? []
    if (name === undefined) throw new MultipartProblem('partHead')
    const key = name.toLowerCase()
    if (fields.has(key)) throw new MultipartProblem('fieldTwice', { field: key })
    fields.set(key, value)
  }
  checkDisposition(fields.get('content-disposition'))
  const encoding = fields.get('content-transfer-encoding')
  if (encoding !== undefined && !plainEncodings.has(encoding.toLowerCase())) {
    throw new MultipartProblem('transferEncoding')
  }
  if (fields.get('content-type')?.toLowerCase().startsWith('multipart/')) {
    throw new MultipartProblem('nestedMultipart')
  }
}

function checkDisposition(disposition: string | undefined): void {
  if (disposition === undefined) throw new MultipartProblem('disposition')
  const parsed = parseParameterisedValue(disposition)
  if (!parsed.isWellFormed) throw new MultipartProblem('disposition', { parameter: parsed.parameter })
  const { value, parameters } = parsed
  if (value !== 'form-data') throw new MultipartProblem('disposition')
  for (const parameter of parameters.keys()) {
    // Such as `name*` (RFC 8187) and `filename*0` (RFC 2231): some parsers prefer them, some ignore them.
    if (parameter !== 'name' && !fileNames.includes(parameter)) {
      throw new MultipartProblem('disposition', { parameter })
    }
  }
  if (parameters.get('name') !== filePartName) {
    throw new Failure('fileNotFound', { context: { parameter: 'name' } })
  }
  if (!fileNames.some((parameter) => parameters.has(parameter))) {
    throw new Failure('fileNotFound', { context: { parameter: 'filename' } })
  }
}
