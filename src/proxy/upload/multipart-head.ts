import { filePartName } from '../../contract/file.ts'
import { parseParameterisedValue } from './header-parameters.ts'
import { Failure } from '../http/answer/failure.ts'

/** The name of the field or the parameter that was refused. */
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
 * Allows no folding (RFC 5322, 2.2.3), no bare CR or LF and no control characters, because parsers disagree on each of
 * them. Quantifiers that follow each other take different characters, so a match takes time linear in the line's length.
 */
const fieldLine =
  /^([\w!#$%&'*+.^`|~-]+):(?:[ \t]*([\x21-\x7e\x80-\xff]+(?:[ \t]+[\x21-\x7e\x80-\xff]+)*))?[ \t]*$/
const plainEncodings = new Set(['binary', '8bit', '7bit'])
/** .NET and Python's requests send the extended name (RFC 8187). The two names may differ, but we read neither. */
const fileNames = ['filename', 'filename*']

/** The boundary in a request's `Content-Type` (RFC 2046, 5.1.1). Fails with `MultipartProblem`. */
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
 * Checks the head of the one part that we take. Two parsers must agree on whether the part is the file, and on which
 * bytes are the file's: all else fails, with `MultipartProblem` or `fileNotFound`. We pass nothing of the head on, and
 * write our own file name, so the file name may be anything.
 *
 * `head` holds the field lines, each with its CRLF, one character per byte. Fields without a meaning in
 * multipart/form-data are ignored (RFC 7578, 4.8).
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
    // Some parsers prefer parameters such as `name*` (RFC 8187) and `filename*0` (RFC 2231), some ignore them.
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
