import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { request as httpRequest, type ClientRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import { type toListEntry } from '../document.ts'
import { type LoggedRequest } from '../request-log.ts'
import { sandboxDefaults, startSandbox, type SandboxOptions } from '../sandbox.ts'

export const license = { workflow: 'PERSONAL', name: 'license', extension: 'jpg', type: 'license' }

/** Not a picture: the sandbox stores whatever comes, as the vendor documents no check of the file. */
export const fileBytes = Buffer.from(
  `\u00FF\u00D8 a file with\r\n line ends \r\n--and dashes ${'x'.repeat(300)}`,
)

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export const anyRequestId: unknown = expect.stringMatching(/^[0-9a-f]{32}$/)
export const anyTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

/** Waits for what another connection brings about. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 4000, interval: 10 })
}

/** An answer read to its end; `body` is the parsed JSON. */
export interface Answer {
  status: number
  headers: Headers
  body: {
    code?: string
    data?: Record<string, unknown>
    requestId?: string
    message?: string
    context?: unknown
  }
}

/** A sandbox on a free port and in a folder of its own, both gone when the test is over. */
export async function startTestSandbox(options: Partial<SandboxOptions> = {}) {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'sandbox-')))
  const sandbox = await startSandbox({ ...options, dir })
  onTestFinished(async () => {
    await sandbox.close()
    await rm(dir, { recursive: true, force: true })
  })
  return { ...sandbox, dir, client: new SandboxClient(sandbox.origin) }
}

/** Speaks to the sandbox as ConnectFi's documentation tells a client to. */
export class SandboxClient {
  readonly origin: string
  #token: Promise<string> | undefined

  constructor(origin: string) {
    this.origin = origin
  }

  getToken(body: unknown = { user: sandboxDefaults }): Promise<Answer> {
    return this.post('/auth/get-token', { body: JSON.stringify(body), headers: json })
  }

  /** The token this client uses from now on. */
  async renewToken(): Promise<string> {
    this.#token = this.getToken().then(({ body }) => String(body.data?.['token']))
    return this.#token
  }

  async authorization(): Promise<Record<string, string>> {
    return { 'x-connectfi-token': await (this.#token ?? this.renewToken()) }
  }

  async generate(body: unknown = license): Promise<Answer> {
    const headers = { ...json, ...(await this.authorization()) }
    return this.post('/akepa/document/generate', { body: JSON.stringify(body), headers })
  }

  /** Registers a document under this name and answers with its ID. */
  async idOf(name: string): Promise<string> {
    return String((await this.generate({ ...license, name })).body.data?.['id'])
  }

  async upload(
    id: string,
    body: FormData | Buffer<ArrayBuffer> | string = formOf(fileBytes),
    headers = {},
  ): Promise<Answer> {
    return this.post(uploadPath(id), { body, headers: { ...headers, ...(await this.authorization()) } })
  }

  /** An upload whose bytes the test sends by hand, `contentLength` of them promised. */
  async openUpload(id: string, contentLength: number): Promise<ClientRequest> {
    const request = httpRequest(this.origin + uploadPath(id), {
      method: 'POST',
      headers: {
        ...(await this.authorization()),
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': contentLength,
      },
    })
    request.on('error', () => undefined)
    return request
  }

  async documents() {
    return this.#get<ReturnType<typeof toListEntry>[]>('/sandbox/documents')
  }

  async requests() {
    return this.#get<LoggedRequest[]>('/sandbox/requests')
  }

  async file(id: string): Promise<Buffer> {
    return Buffer.from(await (await fetch(`${this.origin}/sandbox/documents/${id}/file`)).arrayBuffer())
  }

  async post(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(this.origin + path, { ...init, method: 'POST' })
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Answer['body'],
    }
  }

  async #get<Body>(path: string): Promise<Body> {
    return (await (await fetch(this.origin + path)).json()) as Body
  }
}

const json = { 'content-type': 'application/json' }
const boundary = 'test-boundary'

export function uploadPath(id: string): string {
  return `/akepa/document/upload/${id}`
}

export function formOf(bytes: Uint8Array<ArrayBuffer>, field = 'file'): FormData {
  const form = new FormData()
  form.append(field, new Blob([bytes], { type: 'image/jpeg' }), 'photo.jpg')
  return form
}

/** A multipart body by hand, from parts that are a head and a content each; unclosed on demand. */
export function multipart(
  parts: readonly (readonly [head: string, content: string])[],
  end = `--${boundary}--\r\n`,
) {
  return {
    body: parts.map(([head, content]) => `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`).join('') + end,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}

export const fileHead =
  'Content-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg'
