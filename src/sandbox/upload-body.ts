import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { type IncomingMessage } from 'node:http'
import { type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import { type Draft } from './document-store.ts'

/** The field the vendor's documentation names. */
const fileField = 'file'

export type ReceivedUpload =
  | { readonly state: 'received'; readonly draft: Draft }
  /** The body came whole, and holds no file: another field, an empty one, no multipart, or one left unclosed. */
  | { readonly state: 'withoutFile' }
  /** The connection ended before the body did. `draft` is what came of the file, if anything did. */
  | { readonly state: 'cutOff'; readonly draft: Draft | undefined }

export interface UploadArrival {
  parts: number
  filename: string | null
  bytes: number
}

/**
 * Reads a multipart body and writes its file to `draftPath`, where it stays, whole or not, for the caller to use or
 * remove. Other parts may stand before and after it; of several files in the field, the first counts. `onArrival`
 * hears of what has come so far. Throws where the disk fails.
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
  parser.on('field', () => {
    arrival.parts += 1
    onArrival(arrival)
  })
  parser.on('file', (field, content, { filename }) => {
    arrival.parts += 1
    arrival.filename ??= filename ?? null
    onArrival(arrival)
    if (field !== fileField || saving) {
      content.on('error', ignoreCut).resume()
      return
    }
    saving = save(content, draftPath, (bytes) => onArrival(Object.assign(arrival, { bytes })))
    // The parser waits for whoever reads the file: without this it would wait for ever when the disk fails.
    saving.catch((error: Error) => parser.destroy(error))
  })

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
    // The parser gave up. Node drains by itself only a body that nobody has begun to read.
    request.resume()
    if (error instanceof Error && 'syscall' in error) throw error
    return isCutOff ? { state: 'cutOff', draft: undefined } : { state: 'withoutFile' }
  }
  const draft = await saving
  const file = draft && draft.size > 0 ? draft : undefined
  if (isCutOff) return { state: 'cutOff', draft: file }
  return file ? { state: 'received', draft: file } : { state: 'withoutFile' }
}

/** Undefined where the body is no multipart at all. */
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
 * What the sender of a cut-off body would have written last. With it the parser hands over all it has seen, down to the
 * bytes it held back because they might have begun a delimiter.
 */
function closingDelimiter(request: IncomingMessage): string {
  const [, quoted, plain] =
    /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(request.headers['content-type'] ?? '') ?? []
  return `\r\n--${quoted ?? plain ?? ''}--\r\n`
}

/** A part nobody reads is cut off together with its request; that is no error of ours. */
function ignoreCut(): void {}
