import { Agent, request as httpRequest } from 'node:http'
import { serve } from '../../../src/testing/serve.ts'

/** Stands before a server and takes a header out of its answers, so that a test sees what the header is for. */
export interface HeaderRelay {
  /** On `localhost`, which is another site than `127.0.0.1`. */
  readonly origin: string
  /** Forgets what has been, and from now on takes out this header, named in lower case. */
  readonly begin: (withheld: string | undefined) => void
  /** What every file is said to have been changed at: browsers keep an old one longer where nobody tells them. */
  modifiedAt: Date
  /** How many requests came for a path. */
  readonly requestsFor: (path: string) => number
  readonly close: () => Promise<void>
}

/** A page of the relay's own, without any header: whose scripts may do everything on the origin. */
export const blankPath = '/blank'

export async function startHeaderRelay(target: string): Promise<HeaderRelay> {
  const agent = new Agent({ keepAlive: true })
  let requests: string[] = []
  let withheld: string | undefined
  const relay = { modifiedAt: new Date() }
  const { origin, close } = await serve((near, answer) => {
    const { url: path = '/', method, headers } = near
    requests.push(path)
    if (path === blankPath) {
      answer.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Blank</title>')
      return
    }
    const far = httpRequest(target + path, { agent, method, headers }, (response) => {
      const given = { ...response.headers }
      if (withheld !== undefined) delete given[withheld]
      if (given['last-modified']) given['last-modified'] = relay.modifiedAt.toUTCString()
      answer.writeHead(response.statusCode ?? 502, given)
      response.pipe(answer)
    })
    far.on('error', () => answer.destroy())
    near.pipe(far)
  })
  return Object.assign(relay, {
    origin: origin.replace('127.0.0.1', 'localhost'),
    begin: (header: string | undefined) => {
      requests = []
      withheld = header
    },
    requestsFor: (path: string) => requests.filter((each) => each === path).length,
    close: async () => {
      agent.destroy()
      await close()
    },
  })
}
