import { Agent } from 'undici'
import { type Outcome } from './deliveries.ts'
import { AddressRefused, namesPrivateAddress, publicLookup } from './public-lookup.ts'

interface Post {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Posts to partners' endpoints. It never rejects, except with the reason of `signal`. */
export interface Endpoints {
  post(post: Post, signal: AbortSignal): Promise<Outcome>
  close(): Promise<void>
}

interface EndpointOptions {
  /** Whether private and loopback addresses, and plain http, are allowed. */
  readonly allowsPrivate: boolean
  readonly timeoutMs?: number
  readonly lookup?: Parameters<typeof publicLookup>[0]
}

/** Less than a lease, so that nobody else sends meanwhile. */
const defaultTimeoutMs = 10_000
const connectTimeoutMs = 5_000
/** The answer's body says nothing. So much is read, that the connection can be used again. */
const longestAnswerBytes = 4 * 1024

export function createEndpoints(options: EndpointOptions): Endpoints {
  const { allowsPrivate, timeoutMs = defaultTimeoutMs, lookup } = options
  const agent = new Agent({
    connect: { timeout: connectTimeoutMs, ...(!allowsPrivate && { lookup: publicLookup(lookup) }) },
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  async function answerOf({ url, body, headers }: Post, signal: AbortSignal): Promise<number> {
    const { origin, pathname, search } = new URL(url)
    const answer = await agent.request({
      origin,
      path: `${pathname}${search}`,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal,
    })
    await answer.body.dump({ limit: longestAnswerBytes, signal }).catch(() => undefined)
    return answer.statusCode
  }

  return {
    async post(post, signal) {
      signal.throwIfAborted()
      const url = new URL(post.url)
      if (!allowsPrivate && (url.protocol !== 'https:' || namesPrivateAddress(url)))
        return failed('addressRefused')
      // Not by AbortSignal.any: Node 20 forgets a signal made of others, and never fires it.
      const cut = new AbortController()
      const stop = () => cut.abort(signal.reason)
      const late = new Error('The endpoint took too long')
      const timer = setTimeout(() => cut.abort(late), timeoutMs)
      signal.addEventListener('abort', stop)
      try {
        const status = await answerOf(post, cut.signal)
        // A redirect is refused like any other answer: it would take the document's facts elsewhere.
        return { isDelivered: status >= 200 && status < 300, answer: String(status) }
      } catch (error) {
        signal.throwIfAborted()
        if (error === late) return failed('timeout')
        return failed(error instanceof AddressRefused ? 'addressRefused' : 'unreachable')
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', stop)
      }
    },
    close: () => agent.destroy(),
  }
}

function failed(answer: string): Outcome {
  return { isDelivered: false, answer }
}
