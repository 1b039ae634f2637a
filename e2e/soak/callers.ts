import { setTimeout as wait } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { type ErrorCode, errorRule, isErrorCode } from '../../src/contract/errors.ts'

export interface Answer {
  readonly status: number
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>
  readonly ticket: string
  readonly retryAfterSeconds: number
}

/** Calls from an address of this machine: Linux has all of 127.0.0.0/8, so a thousand customers need not share one. */
export class Caller {
  readonly #origin: string
  readonly #agent: Agent

  constructor(origin: string, localAddress: string) {
    this.#origin = origin
    const timeouts = { headersTimeout: 60_000, bodyTimeout: 60_000 }
    this.#agent = new Agent({ connect: { rejectUnauthorized: false }, localAddress, ...timeouts })
  }

  async call(
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | Uint8Array,
  ): Promise<Answer> {
    const answer = await request(this.#origin + path, {
      method: 'POST',
      headers,
      body,
      dispatcher: this.#agent,
    })
    const text = await answer.body.text()
    let parsed: { code?: string; data?: Answer['data'] } = {}
    try {
      parsed = JSON.parse(text) as typeof parsed
    } catch {
      // nginx's own page, such as its 502.
    }
    return {
      status: answer.statusCode,
      code: parsed.code ?? `HTTP ${answer.statusCode}`,
      data: parsed.data ?? {},
      ticket: String(answer.headers['upload-ticket'] ?? ''),
      retryAfterSeconds: Number(answer.headers['retry-after'] ?? 0),
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

export class RefusedForGood extends Error {
  readonly code = 'refusedForGood'
}

const longestMs = 180_000
const longestPauseMs = 8000

/** Repeats a call as the wizard does: what can help is tried again, after a pause that grows or that the answer asks for. */
export async function untilDone(
  attempt: () => Promise<Answer>,
  noted: (code: string) => void,
): Promise<Answer> {
  const begun = performance.now()
  for (let tries = 0; ; tries += 1) {
    const answer = await attempt().catch((error: unknown) =>
      String((error as { code?: unknown }).code ?? error),
    )
    if (typeof answer !== 'string' && answer.status === 200) return answer
    const code = typeof answer === 'string' ? answer : answer.code
    noted(code)
    const isLost = typeof answer === 'string' || [502, 503, 504].includes(answer.status)
    const canHelp = isLost || (isErrorCode(code) && errorRule(code satisfies ErrorCode).retryable === true)
    if (!canHelp) throw new RefusedForGood(code)
    if (performance.now() - begun > longestMs) throw new RefusedForGood(`after ${longestMs} ms: ${code}`)
    const asked = typeof answer === 'string' ? 0 : answer.retryAfterSeconds * 1000
    const pause = Math.min(1000 * 2 ** tries, longestPauseMs) * (0.5 + Math.random() / 2)
    await wait(Math.max(asked, pause))
  }
}
