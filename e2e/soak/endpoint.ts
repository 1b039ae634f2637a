import { text } from 'node:stream/consumers'
import { verifyWebhook } from '../../src/backend/backend.ts'
import { serve } from '../../src/testing/serve.ts'

/** What a bad endpoint does with a webhook. */
export type BadAnswer = 'fails' | 'hangs' | 'cuts'

/** A partner's endpoint, which is bad at every tenth of its first `badCalls` webhooks. */
export interface Endpoint {
  readonly url: string
  /** The documents that it was told have arrived, and has taken. */
  readonly told: ReadonlySet<string>
  /** By `performance.now()`. */
  readonly lastCallAt: () => number
  /** What was not genuine. */
  readonly forged: readonly unknown[]
  close(): Promise<void>
}

export async function startEndpoint(
  secret: string,
  badAnswers: readonly BadAnswer[],
  badCalls: number,
): Promise<Endpoint> {
  const told = new Set<string>()
  const forged: unknown[] = []
  let calls = 0
  let lastCallAt = 0
  const { origin, close } = await serve((request, response) => {
    calls += 1
    lastCallAt = performance.now()
    const bad =
      calls > badCalls || calls % 10 !== 0 ? undefined : badAnswers[(calls / 10) % badAnswers.length]
    void text(request)
      .then(async (body) => {
        const event = await verifyWebhook(body, request.headers, secret)
        if (bad === 'cuts') response.destroy()
        if (bad === 'fails') response.writeHead(500).end()
        if (bad !== undefined) return
        if (event.type === 'document.uploaded') told.add(event.data.documentId)
        response.writeHead(204).end()
      })
      .catch((error: unknown) => {
        // A request whose sender was killed half-way is no webhook.
        if (!request.complete) return
        forged.push(error)
        response.writeHead(400).end()
      })
  })
  return { url: `${origin}/webhooks`, told, lastCallAt: () => lastCallAt, forged, close }
}
