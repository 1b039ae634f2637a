import * as z from 'zod/mini'
import { documentSchema, type GenerateRequest } from '../contract/document.ts'

/** A document as the sandbox lists it. This type and the next are published without zod, which the package does not install. */
export interface SandboxDocument extends GenerateRequest {
  id: string
  aggregatorId?: string | undefined
  uploadStatus: boolean
  dtsCreatedAt?: string | undefined
  /** In bytes; absent, like `sha256`, until a file has been uploaded. */
  size?: number | undefined
  sha256?: string | undefined
}

const listedDocumentSchema = z.extend(documentSchema, {
  note: z.optional(z.nullable(z.string())),
  note_author_agent_email: z.optional(z.string()),
  size: z.optional(z.int()),
  sha256: z.optional(z.string()),
}) satisfies z.ZodMiniType<SandboxDocument>

export interface SandboxRequest {
  method: string
  path: string
  complete: boolean
}

const listedRequestSchema = z.object({
  method: z.string(),
  path: z.string(),
  complete: z.boolean(),
}) satisfies z.ZodMiniType<SandboxRequest>

/** What a running sandbox has received: one that `startTestSandbox` started, or that of `npm start`. */
export class SandboxView {
  /** `http://127.0.0.1:<port>`: opened in a browser, it shows the same. */
  readonly origin: string

  constructor(origin: string) {
    this.origin = origin
  }

  /** All documents that were generated, newest first; those with `uploadStatus` have their file. */
  async documents(): Promise<readonly SandboxDocument[]> {
    return this.#list('/sandbox/documents', listedDocumentSchema)
  }

  /** The file that was uploaded to a document, byte for byte. */
  async file(documentId: string): Promise<Buffer> {
    const response = await this.#get(`/sandbox/documents/${encodeURIComponent(documentId)}/file`)
    return Buffer.from(await response.arrayBuffer())
  }

  /** The calls that ConnectFi would have received, oldest first; not `complete` where the body was cut off. */
  async requests(): Promise<readonly SandboxRequest[]> {
    return this.#list('/sandbox/requests', listedRequestSchema)
  }

  /** Forgets documents, calls, and which `once` faults have struck. */
  async clear(): Promise<void> {
    await this.#fetch('/sandbox/documents', 'DELETE')
  }

  async #list<Item>(path: string, schema: z.ZodMiniType<Item>): Promise<readonly Item[]> {
    const text = await (await this.#get(path)).text()
    try {
      return z.array(schema).parse(JSON.parse(text))
    } catch (cause) {
      throw new SandboxError(
        `What answers at ${this.origin}${path} is no sandbox of this version: ${text.slice(0, 100)}`,
        { cause },
      )
    }
  }

  async #get(path: string): Promise<Response> {
    return this.#fetch(path, 'GET')
  }

  async #fetch(path: string, method: string): Promise<Response> {
    const response = await fetch(this.origin + path, { method }).catch((cause: unknown) => {
      throw new SandboxError(`No sandbox answers at ${this.origin}: is it running?`, { cause })
    })
    if (response.ok) return response
    throw new SandboxError(`${method} ${path} was answered with ${response.status}.`)
  }
}

/** The sandbox didn't answer, or otherwise than expected: perhaps something else is running there. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
  readonly code = 'sandboxError'
}
