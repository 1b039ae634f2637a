import { type IncomingMessage } from 'node:http'

/**
 * A request that reached the vendor's side of the sandbox. It grows while the body comes in, so that whoever waits for
 * bytes to arrive can ask again. It holds neither tokens nor query strings.
 */
export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly at: string
  /** The whole request body has arrived, by its Content-Length or its last chunk. */
  complete: boolean
  /** The headers as sent, boundary included: they show whose framing this is. */
  readonly contentType: string | null
  readonly contentLength: number | null
  /** Of an upload whose body is read: how many parts it had, and the file part's name and size, so far. */
  parts?: number
  filename?: string | null
  bytes?: number
}

const longestLog = 1000

/** The last 1000 requests, oldest first. */
export class RequestLog {
  #entries: LoggedRequest[] = []
  readonly #byRequest = new WeakMap<IncomingMessage, LoggedRequest>()

  add(request: IncomingMessage): void {
    const { 'content-type': contentType, 'content-length': contentLength } = request.headers
    const entry: LoggedRequest = {
      method: request.method ?? '',
      path: pathOf(request),
      at: new Date().toISOString(),
      complete: false,
      contentType: contentType ?? null,
      contentLength: contentLength === undefined ? null : Number(contentLength),
    }
    request.once('end', () => {
      entry.complete = true
    })
    this.#byRequest.set(request, entry)
    this.#entries.push(entry)
    if (this.#entries.length > longestLog) this.#entries.shift()
  }

  noteUpload(
    request: IncomingMessage,
    arrived: { parts: number; filename: string | null; bytes: number },
  ): void {
    Object.assign(this.#byRequest.get(request) ?? {}, arrived)
  }

  list(): readonly LoggedRequest[] {
    return this.#entries
  }

  clear(): void {
    this.#entries = []
  }
}

export function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? ''
}
