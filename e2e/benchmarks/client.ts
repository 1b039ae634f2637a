import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { fileHead, multipart } from '../../src/testing/forms.ts'

export interface Registered {
  readonly documentId: string
  readonly headers: Readonly<Record<string, string>>
}

const details = JSON.stringify({ workflow: 'PERSONAL', name: 'licence', extension: 'jpg', type: 'license' })

/** Calls one server over `connections` connections, which stay open. */
export class Client {
  readonly #origin: string
  readonly #path: string
  readonly #agent: Agent

  /** `path` stands before the upstream's own paths. */
  constructor(origin: string, path: string, connections: number) {
    this.#origin = origin
    this.#path = path
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  async openSession(): Promise<string> {
    const { body } = await this.#call('/api/sessions/guest', {}, async (outgoing) => outgoing.end())
    return (JSON.parse(body) as { data: { session: string } }).data.session
  }

  async generate(session: string): Promise<Registered> {
    const authorization = { Authorization: `Bearer ${session}` }
    const { body, headers } = await this.#call(
      `${this.#path}/akepa/document/generate`,
      { ...authorization, 'Content-Type': 'application/json', 'Content-Length': String(details.length) },
      async (outgoing) => outgoing.end(details),
    )
    const documentId = (JSON.parse(body) as { data: { id: string } }).data.id
    const ticket = headers['upload-ticket']
    return {
      documentId,
      headers: { ...authorization, ...(typeof ticket === 'string' && { 'Upload-Ticket': ticket }) },
    }
  }

  /** With `pauseMs`, the file is sent in pieces with a pause between them, as by a phone with a bad connection. */
  async upload({ documentId, headers }: Registered, file: Buffer, pauseMs?: number): Promise<void> {
    const { body: form, headers: framing } = multipart([[fileHead, file]])
    const length = { ...framing, 'Content-Length': String(form.length) }
    await this.#call(
      `${this.#path}/akepa/document/upload/${documentId}`,
      { ...headers, ...length },
      async (outgoing) => {
        if (pauseMs === undefined) return outgoing.end(form)
        const step = 256 * 1024
        for (let at = 0; at < form.length; at += step) {
          if (!outgoing.write(form.subarray(at, at + step))) await once(outgoing, 'drain')
          await new Promise((resolve) => setTimeout(resolve, pauseMs))
        }
        return outgoing.end()
      },
    )
  }

  close(): void {
    this.#agent.destroy()
  }

  async #call(
    path: string,
    headers: Readonly<Record<string, string>>,
    send: (outgoing: ReturnType<typeof request>) => Promise<unknown>,
  ) {
    const outgoing = request(`${this.#origin}${path}`, { method: 'POST', agent: this.#agent, headers })
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>
    await Promise.all([answered, send(outgoing)])
    const [response] = await answered
    const body = await text(response)
    if (response.statusCode !== 200) throw new Error(`${path}: ${String(response.statusCode)} ${body}`)
    return { body, headers: response.headers }
  }
}

/** Runs `work` `times` times, `concurrency` at once. Answers with the number of runs in a second. */
export async function perSecond(
  times: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  let begun = 0
  const started = performance.now()
  const lane = async () => {
    while (begun < times) {
      begun += 1
      await work(begun - 1)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  return (times * 1000) / (performance.now() - started)
}
