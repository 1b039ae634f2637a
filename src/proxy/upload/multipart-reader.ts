import { checkPartHead, MultipartProblem } from './multipart-head.ts'

export const longestPartHead = 8192
const endOfHead = Buffer.from('\r\n\r\n')
const lineBreak = Buffer.from('\r\n')
const lineBreakLength = lineBreak.length
const closingLengths = { bare: 2, withCrlf: 4 }

/**
 * Reads a multipart/form-data body with exactly one part, the file. It gives the file's bytes back as they come, in
 * slices of the pushed chunks, and copies almost nothing. The body must have this form:
 *
 *     [CRLF] --boundary CRLF  fields CRLF CRLF  file  CRLF --boundary--  [CRLF]
 *
 * Some clients write a line break before every boundary, so there may be one before the first. Any other preamble, a
 * second part and an epilogue are refused. A delimiter inside the file looks like the one that ends it, so a body with
 * two delimiters is refused: its sender must not choose such a boundary (RFC 2046, 5.1.1). Fails with `MultipartProblem`.
 */
export class MultipartReader {
  readonly #opening: Buffer
  readonly #openingAfterBreak: Buffer
  readonly #delimiter: Buffer
  #state: 'head' | 'file' | 'closing' = 'head'
  readonly #head = Buffer.alloc(longestPartHead)
  #headLength = 0
  /** In the state `file`, bytes that may begin a delimiter. In `closing`, all bytes after the delimiter. */
  #held: Buffer = Buffer.alloc(0)
  /** How many bytes of the head's last line break `#readFile` still has to skip. */
  #lineBreakBeforeFile = lineBreakLength

  constructor(boundary: string) {
    this.#openingAfterBreak = Buffer.from(`\r\n--${boundary}\r\n`, 'latin1')
    this.#opening = this.#openingAfterBreak.subarray(lineBreakLength)
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  }

  /** Length in bytes of everything before the file. Undefined until the file begins. */
  get headLength(): number | undefined {
    return this.#state === 'head' ? undefined : this.#headLength
  }

  /** Length in bytes of the shortest end that a body can have after its file. */
  get shortestTailLength(): number {
    return this.#delimiter.length + closingLengths.bare
  }

  /** Answers the bytes that certainly belong to the file. */
  push(chunk: Buffer): Buffer {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    switch (this.#state) {
      case 'head':
        return this.#readHead(bytes)
      case 'file':
        return this.#readFile(bytes)
      case 'closing':
        return this.#readClosing(bytes)
      default:
        return this.#state satisfies never
    }
  }

  /** Call it when all chunks have been pushed. Answers whether a line break followed the closing delimiter. */
  end(): { hasFinalLineBreak: boolean } {
    if (this.#state !== 'closing') throw new MultipartProblem('incomplete')
    const closing = this.#held.toString('latin1')
    if (closing !== '--' && closing !== '--\r\n') throw new MultipartProblem('incomplete')
    return { hasFinalLineBreak: closing.length === closingLengths.withCrlf }
  }

  #readHead(chunk: Buffer): Buffer {
    const before = this.#headLength
    this.#headLength += chunk.copy(this.#head, before)
    const head = this.#head.subarray(0, this.#headLength)
    const opening = head[0] === 0x0d ? this.#openingAfterBreak : this.#opening
    const begun = head.subarray(0, opening.length)
    if (!begun.equals(opening.subarray(0, begun.length))) throw new MultipartProblem('opening')
    // Only new bytes are searched, and the few before them that may begin the head's end. If the head is empty, the
    // opening's own line break begins it.
    const from = Math.max(opening.length - lineBreakLength, before - endOfHead.length + 1)
    const headEnd = head.indexOf(endOfHead, from)
    if (headEnd === -1) {
      if (before + chunk.length > longestPartHead) throw new MultipartProblem('headTooLong')
      return Buffer.alloc(0)
    }
    checkPartHead(head.toString('latin1', opening.length, headEnd + lineBreakLength))
    this.#state = 'file'
    this.#headLength = headEnd + endOfHead.length
    return this.#readFile(Buffer.concat([lineBreak, chunk.subarray(this.#headLength - before)]))
  }

  #readFile(bytes: Buffer): Buffer {
    const delimiterAt = bytes.indexOf(this.#delimiter)
    const fileEnd = delimiterAt === -1 ? bytes.length - this.#partialDelimiterLength(bytes) : delimiterAt
    if (delimiterAt === -1) {
      // Copied, because a slice of a few bytes would keep the whole chunk in memory.
      this.#held = Buffer.from(bytes.subarray(fileEnd))
    } else {
      // A parser may read the line break that ends the head as the delimiter's own, and the part as one without a body.
      if (delimiterAt < this.#lineBreakBeforeFile) throw new MultipartProblem('delimiterAtStart')
      this.#state = 'closing'
      this.#readClosing(bytes.subarray(delimiterAt + this.#delimiter.length))
    }
    const file = bytes.subarray(this.#lineBreakBeforeFile, fileEnd)
    if (fileEnd > 0) this.#lineBreakBeforeFile = 0
    return file
  }

  #readClosing(bytes: Buffer): Buffer {
    if (bytes.length > closingLengths.withCrlf || !'--\r\n'.startsWith(bytes.toString('latin1'))) {
      throw new MultipartProblem('afterFile')
    }
    this.#held = bytes
    return Buffer.alloc(0)
  }

  /** How many bytes at the end of `bytes` may begin a delimiter that the next chunk completes. */
  #partialDelimiterLength(bytes: Buffer): number {
    const longest = Math.min(this.#delimiter.length - 1, bytes.length)
    for (
      let from = bytes.indexOf(0x0d, bytes.length - longest);
      from !== -1;
      from = bytes.indexOf(0x0d, from + 1)
    ) {
      const length = bytes.length - from
      if (bytes.subarray(from).equals(this.#delimiter.subarray(0, length))) return length
    }
    return 0
  }
}
