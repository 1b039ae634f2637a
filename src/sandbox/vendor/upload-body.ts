import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { type IncomingMessage } from 'node:http'
import { type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import { type Draft } from '../document-store.ts'

/** The vendor's documentation names this field. */
const fileField = 'file'

export type ReceivedUpload =
  | { readonly state: 'received'; readonly draft: Draft }
  /** The whole body came, but without a file: another field, an empty file, no multipart, or an unclosed form. */
  | { readonly state: 'withoutFile' }
  /** The connection ended before the body did. `draft` holds the bytes of the file that came, if any. */
  | { readonly state: 'cutOff'; readonly draft: Draft | undefined }

export interface UploadArrival {
  parts: number
  filename: string | null
  bytes: number
}

/**
 * Reads a multipart body and writes its file to `draftPath`. The caller must use or remove the draft, whole or not.
 * Other parts may stand before and after the file. If the field holds several files, the first counts. `onArrival` is
 * called with what has come so far. Throws if the disk fails.
 */
export async function receiveUpload(
  request: IncomingMessage,
  draftPath: string,
  onArrival: (arrival: UploadArrival) => void,
): Promise<ReceivedUpload> {
  const parser = createParser(request)
  if (!parser) return drain(request)

  const arrival: UploadArrival = { parts: 0, filename: null, bytes: 0 }
  let saving: Promise<Draft> | undefined
  let latestFile: Readable | undefined
  parser.on('field', () => {
    arrival.parts += 1
    onArrival(arrival)
  })
  parser.on('file', (field, content, { filename }) => {
    arrival.parts += 1
    latestFile = content
    arrival.filename ??= filename ?? null
    onArrival(arrival)
    if (field !== fileField || saving) {
      content.on('error', ignoreCut).resume()
      return
    }
    saving = save(content, draftPath, (bytes) => onArrival(Object.assign(arrival, { bytes })))
    // The parser waits until the file has been read. Without this it would wait for ever when the disk fails.
    saving.catch((error: Error) => parser.destroy(error))
  })

  // busboy 1.6.0 never ends the file if the closing delimiter stands where the file begins, and then waits for its end.
  const finish = parser._final.bind(parser)
  parser._final = (done) => {
    latestFile?.push(null)
    finish(done)
  }

  let isCutOff = false
  try {
    await pipeline(async function* () {
      const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
      try {
        yield* chunks
      } catch {
        isCutOff = true
        yield closingDelimiter(request)
      }
    }, parser)
  } catch (error) {
    await saving?.catch(() => undefined)
    // The parser failed. Node discards only a body that nobody has begun to read, so the rest is discarded here.
    request.resume()
    if (error instanceof Error && 'syscall' in error) throw error
    return isCutOff ? { state: 'cutOff', draft: undefined } : { state: 'withoutFile' }
  }
  const draft = await saving
  const file = draft && draft.size > 0 ? draft : undefined
  if (isCutOff) return { state: 'cutOff', draft: file }
  return file ? { state: 'received', draft: file } : { state: 'withoutFile' }
}

/** Undefined if the body is not multipart. */
function createParser(request: IncomingMessage): busboy.Busboy | undefined {
  try {
    return busboy({ headers: request.headers, preservePath: true, defParamCharset: 'utf8' })
  } catch {
    return undefined
  }
}

async function drain(request: IncomingMessage): Promise<ReceivedUpload> {
  try {
    for await (const _chunk of request) continue
    return { state: 'withoutFile' }
  } catch {
    return { state: 'cutOff', draft: undefined }
  }
}

async function save(content: Readable, path: string, onBytes: (bytes: number) => void): Promise<Draft> {
  const hash = createHash('sha256')
  let size = 0
  await pipeline(
    content,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        size += chunk.length
        onBytes(size)
        yield chunk
      }
    },
    createWriteStream(path),
  )
  return { path, size, sha256: hash.digest('hex') }
}

/**
 * The last bytes that the sender of a cut-off body would have written. After them the parser gives out everything it
 * has, even the bytes that it held back because they may begin a delimiter.
 */
function closingDelimiter(request: IncomingMessage): string {
  const [, quoted, plain] =
    /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(request.headers['content-type'] ?? '') ?? []
  return `\r\n--${quoted ?? plain ?? ''}--\r\n`
}

/** If a request is cut off, a part that nobody reads fails too. That error is ignored. */
function ignoreCut(): void {}
