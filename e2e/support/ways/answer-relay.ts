import { request as callServer } from 'node:http'
import { serve } from '../../../src/testing/serve.ts'

/**
 * What becomes of the calls that register and upload:
 *
 * - `pass`: they are answered,
 * - `lose`: they reach the server, and the connection ends in place of the answer,
 * - `hold`: their answers wait until another fate is set,
 * - `expire`: they are told once that their session has ended, and pass from then on.
 */
export type Fate = 'pass' | 'lose' | 'hold' | 'expire'

/** Stands before the proxy, and decides what comes back of these calls. Everything else passes. */
export interface AnswerRelay {
  readonly origin: string
  readonly set: (fate: Fate) => void
  /** Number of calls that register or upload and are neither answered nor on hold. */
  readonly underWay: () => number
  readonly held: () => number
  readonly close: () => Promise<void>
}

const sessionExpired = JSON.stringify({
  requestId: '0'.repeat(32),
  code: 'sessionExpired',
  message: 'Expired.',
})

export async function startAnswerRelay(target: string): Promise<AnswerRelay> {
  const { hostname, port } = new URL(target)
  let fate: Fate = 'pass'
  let underWay = 0
  const held: (() => void)[] = []

  const { origin, close } = await serve((near, answer) => {
    const { url = '/', method, headers } = near
    const isJudged = url.startsWith('/api/akepa/')
    if (isJudged) {
      underWay += 1
      answer.once('close', () => (underWay -= 1))
    }
    if (isJudged && fate === 'expire') {
      fate = 'pass'
      near
        .resume()
        .once('end', () => answer.writeHead(401, { 'Content-Type': 'application/json' }).end(sessionExpired))
      return
    }
    const far = callServer({ hostname, port, path: url, method, headers }, (received) => {
      const pass = () => {
        answer.writeHead(received.statusCode ?? 502, received.headers)
        received.pipe(answer)
      }
      if (!isJudged || fate === 'pass' || fate === 'expire') return pass()
      if (fate === 'lose') {
        received.resume()
        near.socket.destroy()
        return
      }
      underWay -= 1
      held.push(() => {
        underWay += 1
        pass()
      })
    })
    far.on('error', () => near.socket.destroy())
    near.on('close', () => {
      if (!near.complete) far.destroy()
    })
    near.pipe(far)
  })

  return {
    origin,
    set: (next) => {
      fate = next
      if (next !== 'hold') for (const release of held.splice(0)) release()
    },
    underWay: () => underWay,
    held: () => held.length,
    close,
  }
}
