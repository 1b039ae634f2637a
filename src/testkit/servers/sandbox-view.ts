import * as z from 'zod/mini'
import { type FaultName } from '../../sandbox/faults/faults.ts'
import { documentSchema, type GenerateRequest } from '../../contract/document/document.ts'

/** A document as the sandbox lists it. A type inferred from its schema would need zod, which the package doesn't install. */
export interface SandboxDocument extends GenerateRequest {
  id: string
  aggregatorId?: string | undefined
  uploadStatus: boolean
  dtsCreatedAt?: string | undefined
  /** In bytes. Undefined, like `sha256`, until a file has been uploaded. */
  size?: number | undefined
  sha256?: string | undefined
}

const listedDocumentSchema = z.extend(documentSchema, {
  name: z.string(),
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

/** Shows what a running sandbox has received. All calls reject with `SandboxError`. */
export class SandboxView {
  /** `http://127.0.0.1:<port>`. A browser shows the same at this address. */
  readonly origin: string

  constructor(origin: string) {
    this.origin = origin
  }

  /** All documents that were generated, newest first. Those with `uploadStatus` have their file. */
  async documents(): Promise<readonly SandboxDocument[]> {
    return this.#list('/sandbox/documents', listedDocumentSchema)
  }

  /** The file that was uploaded to a document, byte for byte. */
  async file(documentId: string): Promise<Buffer> {
    const response = await this.#get(`/sandbox/documents/${encodeURIComponent(documentId)}/file`)
    return Buffer.from(await response.arrayBuffer())
  }

  /** The calls that ConnectFi would have received, oldest first. A call whose body was cut off is not `complete`. */
  async requests(): Promise<readonly SandboxRequest[]> {
    return this.#list('/sandbox/requests', listedRequestSchema)
  }

  /**
   * Has documents of any name suffer these faults, after those of their own name, until the next list or `clear()`. With
   * `:once` it is the next call alone. Without any, nothing is suffered.
   */
  async fail(...faults: readonly (FaultName | `${FaultName}:once`)[]): Promise<void> {
    await this.#fetch('/sandbox/faults', 'PUT', faults)
  }

  /** Forgets documents, calls and faults, and lets `once` faults strike again. */
  async clear(): Promise<void> {
    await this.#fetch('/sandbox/documents', 'DELETE')
  }

  async #list<Item>(path: string, schema: z.ZodMiniType<Item>): Promise<readonly Item[]> {
    const text = await (await this.#get(path)).text()
    try {
      return z.array(schema).parse(JSON.parse(text))
    } catch (cause) {
      throw new SandboxError(
        `The server at ${this.origin}${path} is not a sandbox of this version: ${text.slice(0, 100)}`,
        { cause },
      )
    }
  }

  async #get(path: string): Promise<Response> {
    return this.#fetch(path, 'GET')
  }

  async #fetch(path: string, method: string, body?: unknown): Promise<Response> {
    const sent = body !== undefined && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }
    const response = await fetch(this.origin + path, { method, ...sent }).catch((cause: unknown) => {
      throw new SandboxError(`No sandbox answers at ${this.origin}: is it running?`, { cause })
    })
    if (response.ok) return response
    throw new SandboxError(`${method} ${path} was answered with ${response.status}.`)
  }
}

/** The sandbox gave no answer, or an unexpected one: perhaps another server is running there. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
  readonly code = 'sandboxError'
}
