import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { fileHead, multipart } from '../../src/testing/forms.ts'
import { testFiles } from '../../src/testkit/testkit.ts'
import { Caller, RefusedForGood, untilDone } from './callers.ts'

interface Sent {
  readonly pair: string
  readonly sha256: string
}

export interface SteadyRate {
  readonly pairsPerSecond: number
  /** Nothing is sent after this time of `performance.now()`. */
  readonly latest: number
  readonly onSent?: (count: number) => void
}

const honestAddresses = 100
/** On a busy machine, more of them would only wait for each other. */
const mostAtOnce = 64
const jpeg = testFiles.goodJpg().buffer

/** Customers, each of whom registers a document and uploads its file, and tries again as the wizard does. */
export class Pairs {
  /** By the documents' IDs. */
  readonly sent = new Map<string, Sent>()
  readonly refused: string[] = []
  /** What customers met, and tried again after. */
  readonly troubles = new Map<string, number>()
  /** How many got the ID of another. */
  shared = 0
  filesOnTheirWay = 0
  /** Uploads wait for it to begin. */
  filesGoOn = Promise.resolve()
  readonly #backEnd: Caller
  readonly #callers: readonly Caller[]
  readonly #apiKey: string

  constructor(origin: string, apiKey: string) {
    this.#apiKey = apiKey
    this.#backEnd = new Caller(origin, '127.0.2.1')
    this.#callers = Array.from(
      { length: honestAddresses },
      (_, index) => new Caller(origin, `127.0.1.${index + 1}`),
    )
  }

  async openSession(reference: string): Promise<string> {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${this.#apiKey}` }
    const body = JSON.stringify({ reference, ttlSeconds: 7200 })
    const { data } = await untilDone(() => this.#backEnd.call('/api/sessions', headers, body), this.#note)
    return String(data['session'])
  }

  /** Sends pairs at a steady rate, until all are sent or the time is up. Answers how long customers waited. */
  async sendMany(
    from: number,
    to: number,
    { pairsPerSecond, latest, onSent }: SteadyRate,
    nameOf: (pair: string, index: number) => string = (pair) => pair,
  ): Promise<number[]> {
    const waits: number[] = []
    const open = new Set<Promise<void>>()
    for (let index = from; index < to && performance.now() < latest; index += 1) {
      const pair = `pair-${index}`
      const caller = this.#callers[index % this.#callers.length]
      if (!caller) throw new TypeError('There is one')
      const sending = this.#send(pair, nameOf(pair, index), caller).then(
        (waited) => void waits.push(waited),
        (error: unknown) => {
          if (!(error instanceof RefusedForGood)) throw error
          this.refused.push(`${pair}: ${error.message}`)
        },
      )
      open.add(sending)
      void sending.finally(() => open.delete(sending))
      onSent?.(index - from + 1)
      await wait(1000 / pairsPerSecond)
      while (open.size >= mostAtOnce) await Promise.race(open)
    }
    await Promise.all(open)
    return waits
  }

  async close(): Promise<void> {
    for (const caller of [this.#backEnd, ...this.#callers]) await caller.close()
  }

  readonly #note = (code: string): void => {
    this.troubles.set(code, (this.troubles.get(code) ?? 0) + 1)
  }

  /** One customer's document. Answers how long the customer waited. */
  async #send(pair: string, name: string, caller: Caller): Promise<number> {
    const authorization = { Authorization: `Bearer ${await this.openSession(pair)}` }
    const started = performance.now()
    const details = JSON.stringify({ workflow: 'PERSONAL', name, extension: 'jpg', type: 'license' })
    const asked = { ...authorization, 'Content-Type': 'application/json', 'Idempotency-Key': pair }
    const { data, ticket } = await untilDone(
      () => caller.call('/api/akepa/document/generate', asked, details),
      this.#note,
    )
    const id = String(data['id'])
    // Each file is another, by bytes behind the picture's end.
    const file = Buffer.concat([jpeg, Buffer.from(pair)])
    const sha256 = createHash('sha256').update(file).digest('hex')
    const form = multipart([[fileHead, file]])
    const headers = { ...authorization, ...form.headers, 'Upload-Ticket': ticket, 'X-File-Sha256': sha256 }
    const upload = async () => {
      await this.filesGoOn
      this.filesOnTheirWay += 1
      try {
        return await caller.call(`/api/akepa/document/upload/${id}`, headers, form.body)
      } finally {
        this.filesOnTheirWay -= 1
      }
    }
    await untilDone(upload, this.#note)
    if (this.sent.has(id)) this.shared += 1
    this.sent.set(id, { pair, sha256 })
    return performance.now() - started
  }
}
