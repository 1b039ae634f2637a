import { Agent, request as httpRequest } from 'node:http'
import { serve } from '../../../src/testing/serve.ts'

/** Stands before a server and may take out one header, so that a test sees what the header is for. */
export interface HeaderRelay {
  /** On `localhost`, which is another site than `127.0.0.1`. */
  readonly origin: string
  /** Every file is said to have been changed at this time. By itself, a browser keeps an old file longer. */
  modifiedAt: Date
  /** How many requests came for a path. */
  readonly requestsFor: (path: string) => number
  readonly close: () => Promise<void>
}

/** Path of an empty page of the relay's own. It has no policy. */
export const blankPath = '/blank'
/** Path of another empty page, which loads only what allows it (`require-corp`). */
export const isolatedPath = '/isolated'

const ownPages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [blankPath]: {},
  [isolatedPath]: { 'Cross-Origin-Embedder-Policy': 'require-corp' },
}

/**
 * Passes everything on to `target`, and takes the header `withheld`, named in lower case, out of its answers. Each relay
 * is a new origin, of which the browser has nothing in its cache.
 */
export async function startHeaderRelay(target: string, withheld: string | undefined): Promise<HeaderRelay> {
  const agent = new Agent({ keepAlive: true })
  const requests: string[] = []
  const relay = { modifiedAt: new Date() }
  const { origin, close } = await serve((near, answer) => {
    const { url: path = '/', method, headers } = near
    requests.push(path)
    const ownHeaders = ownPages[path]
    if (ownHeaders) {
      answer.writeHead(200, { 'Content-Type': 'text/html', ...ownHeaders })
      answer.end('<!doctype html><title>Blank</title>')
      return
    }
    const far = httpRequest(target + path, { agent, method, headers }, (response) => {
      const given = { ...response.headers }
      if (withheld !== undefined) delete given[withheld]
      // By this, a browser guesses how long it may keep what has an age.
      if (given['last-modified'] ?? given['etag']) given['last-modified'] = relay.modifiedAt.toUTCString()
      answer.writeHead(response.statusCode ?? 502, given)
      response.pipe(answer)
    })
    far.on('error', () => answer.destroy())
    near.pipe(far)
  })
  return Object.assign(relay, {
    origin: origin.replace('127.0.0.1', 'localhost'),
    requestsFor: (path: string) => requests.filter((each) => each === path).length,
    close: async () => {
      agent.destroy()
      await close()
    },
  })
}
