import { request as httpRequest, type ClientRequest } from 'node:http'
import { expect } from 'vitest'
import { atEnd } from '../../testing/at-end.ts'
import { type Answer, call } from '../../testing/call.ts'
import { formOf, testBoundary } from '../../testing/forms.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { type toListEntry } from '../document.ts'
import { type LoggedRequest } from '../request-log.ts'
import { sandboxDefaults, startSandbox, type SandboxOptions } from '../sandbox.ts'

export const license = { workflow: 'PERSONAL', name: 'license', extension: 'jpg', type: 'license' }

/** Not a picture. The sandbox stores any bytes, because the vendor documents no check of the file. */
export const fileBytes = Buffer.from(
  `\u00FF\u00D8 a file with\r\n line ends \r\n--and dashes ${'x'.repeat(300)}`,
)

export const anyRequestId: unknown = expect.stringMatching(/^[0-9a-f]{32}$/)
export const anyTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

/** Starts a sandbox on a free port and in a folder of its own. Both are gone when the test has finished. */
export async function startOwnSandbox(options: Partial<SandboxOptions> = {}) {
  const dir = options.dir ?? (await temporaryFolder())
  const sandbox = await startSandbox({ ...options, dir })
  atEnd(() => sandbox.close())
  return { ...sandbox, dir, client: new SandboxClient(sandbox.origin) }
}

/** A client of the sandbox that follows ConnectFi's documentation. */
export class SandboxClient {
  readonly origin: string
  #token: Promise<string> | undefined

  constructor(origin: string) {
    this.origin = origin
  }

  getToken(body: unknown = { user: sandboxDefaults }): Promise<Answer> {
    return this.post('/auth/get-token', { body: JSON.stringify(body), headers: json })
  }

  /** Fetches the token that this client uses from now on. */
  async renewToken(): Promise<string> {
    this.#token = this.getToken().then(({ body }) => String(body.data['token']))
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
    return String((await this.generate({ ...license, name })).body.data['id'])
  }

  async upload(
    id: string,
    body: FormData | Buffer<ArrayBuffer> | string = formOf(fileBytes),
    headers = {},
  ): Promise<Answer> {
    return this.post(uploadPath(id), { body, headers: { ...headers, ...(await this.authorization()) } })
  }

  /** Begins an upload that promises `contentLength` bytes. The test sends them itself. */
  async openUpload(id: string, contentLength: number): Promise<ClientRequest> {
    const request = httpRequest(this.origin + uploadPath(id), {
      method: 'POST',
      headers: {
        ...(await this.authorization()),
        'content-type': `multipart/form-data; boundary=${testBoundary}`,
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

  post(path: string, init: RequestInit): Promise<Answer> {
    return call(this.origin + path, init)
  }

  async #get<Body>(path: string): Promise<Body> {
    return (await (await fetch(this.origin + path)).json()) as Body
  }
}

const json = { 'content-type': 'application/json' }

export function uploadPath(id: string): string {
  return `/akepa/document/upload/${id}`
}
