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
  /** When it was last told of each, whether it took that or not. By `performance.now()`. */
  readonly toldAt: ReadonlyMap<string, number>
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
  const toldAt = new Map<string, number>()
  const forged: unknown[] = []
  let calls = 0
  const { origin, close } = await serve((request, response) => {
    calls += 1
    const bad =
      calls > badCalls || calls % 10 !== 0 ? undefined : badAnswers[(calls / 10) % badAnswers.length]
    void text(request)
      .then(async (body) => {
        const event = await verifyWebhook(body, request.headers, secret)
        if (event.type === 'document.uploaded') toldAt.set(event.data.documentId, performance.now())
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
  return { url: `${origin}/webhooks`, told, toldAt, forged, close }
}
