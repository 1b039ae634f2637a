import { filePartName } from '../contract/file.ts'
import { parseParameterisedValue } from './header-parameters.ts'
import { Failure } from './failure.ts'

export class MultipartProblem extends Failure {
  constructor(reason: string) {
    super('multipartInvalid', { context: { reason } })
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

/** The boundary that a request's `Content-Type` announces (RFC 2046, 5.1.1). */
export function parseBoundary(contentType: string): string {
  const parsed = parseParameterisedValue(contentType)
  const boundary = parsed?.parameters.get('boundary')
  if (parsed?.value !== 'multipart/form-data' || boundary === undefined || !boundaryPattern.test(boundary)) {
    throw new MultipartProblem('boundary')
  }
  return boundary
}

/**
 * Accepts the head of the one part we take, and refuses whatever two parsers might read in two ways: nothing of
 * it travels on, but a client that sends it means something we can't know.
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
    if (fields.has(key)) throw new MultipartProblem('fieldTwice')
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
  if (parsed?.value !== 'form-data') throw new MultipartProblem('disposition')
  for (const name of parsed.parameters.keys()) {
    // Above all `filename*` (RFC 6266) and `filename*0` (RFC 2231), which some parsers prefer and some ignore.
    if (name !== 'name' && name !== 'filename') throw new MultipartProblem('disposition')
  }
  const isFile = parsed.parameters.get('filename') !== undefined
  if (parsed.parameters.get('name') !== filePartName || !isFile) throw new Failure('fileNotFound')
}
