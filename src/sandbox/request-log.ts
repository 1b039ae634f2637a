import { type IncomingMessage } from 'node:http'

/**
 * A request to the vendor's side of the sandbox. It grows while the body arrives, so a test can wait for bytes. It holds
 * neither tokens nor query strings.
 */
export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly at: string
  /** Whether the whole body has arrived, by its Content-Length or its last chunk. */
  complete: boolean
  /** The headers as sent, with the boundary: they show who wrote the form. */
  readonly contentType: string | null
  readonly contentLength: number | null
  /** Set when an upload's body is read: its parts, its first file name and its file's bytes so far. */
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
