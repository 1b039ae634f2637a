import { once } from 'node:events'
import { type ClientRequest, type IncomingHttpHeaders, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Route } from 'playwright/test'
import { fileHead, multipart } from '../../src/testing/forms.ts'

/** A request sent from here instead of from the browser, as no browser of today would send it. */
export interface HandMade {
  readonly headers?: Readonly<Record<string, string>>
  /** Sends the body, or as much of it as is meant to come; ends the request if it is meant to end. */
  readonly write: (request: ClientRequest) => void
}

interface HandAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** The headers of the browser's own request by which the proxy knows who is calling, and what for. */
async function credentials(route: Route): Promise<Record<string, string>> {
  const { authorization, 'upload-ticket': ticket } = await route.request().allHeaders()
  return { ...(authorization && { authorization }), ...(ticket && { 'upload-ticket': ticket }) }
}

/** Sends a request in the name of the one that the browser is about to send, to the same address or another. */
export async function sendByHand(
  route: Route,
  { headers, write }: HandMade,
  url = route.request().url(),
): Promise<HandAnswer> {
  const request = await openByHand(route, { ...(headers && { headers }), write }, url)
  const [response] = (await once(request, 'response')) as [
    { statusCode: number; headers: IncomingHttpHeaders } & NodeJS.ReadableStream,
  ]
  return {
    status: response.statusCode,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: await text(response),
  }
}

/** The same for a request that is not meant to be answered yet. */
export async function openByHand(route: Route, { headers, write }: HandMade, url = route.request().url()) {
  const request = httpRequest(url, { method: 'POST', headers: { ...(await credentials(route)), ...headers } })
  // Whoever takes it back hears of that as an error.
  request.on('error', () => undefined)
  write(request)
  return request
}

/** Lets the browser have the proxy's answer to a request made by hand. */
export async function answerByHand(route: Route, made: HandMade): Promise<void> {
  await route.fulfill(await sendByHand(route, made))
}

/** Registers another document in the browser's name. */
export async function generateOther(route: Route, headers: Readonly<Record<string, string>> = {}) {
  const generate = route
    .request()
    .url()
    .replace(/upload\/.*/, 'generate')
  const body = JSON.stringify({ workflow: 'PERSONAL', type: 'w2', name: 'Another', extension: 'jpg' })
  const write = (request: ClientRequest) => request.end(body)
  return sendByHand(route, { headers: { 'Content-Type': 'application/json', ...headers }, write }, generate)
}

/** A form with one part, ready to be sent. */
export function formByHand(file: Buffer, field = 'file') {
  const { body, headers } = multipart([[fileHead.replace('name="file"', `name="${field}"`), file]])
  return { body, headers: { ...headers, 'content-length': String(body.length) } }
}

/**
 * Sends the first half of a request's head, does `between`, and sends the rest: what comes over a connection that was
 * open before a server began to stop. Answers with what came back.
 */
export async function answerInTwoHalves(
  route: Route,
  lines: readonly string[],
  between: () => Promise<void>,
): Promise<void> {
  const { hostname, port, pathname } = new URL(route.request().url())
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(`POST ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`)
  await between()
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  const status = Number(head.split(' ')[1])
  await route.fulfill({ status, contentType: 'application/json', body })
}

/** Resolves when nothing listens there any more. */
export async function whenClosed(origin: string): Promise<void> {
  const { hostname, port } = new URL(origin)
  for (;;) {
    const socket = connect(Number(port), hostname)
    try {
      await once(socket, 'connect')
      socket.destroy()
    } catch {
      return
    }
  }
}

/** Has the proxy, which runs in this process, do its work as it would have that long ago. */
export async function ago<Result>(hours: number, work: () => Promise<Result>): Promise<Result> {
  const { now } = Date
  Date.now = () => now() - hours * 3_600_000
  try {
    return await work()
  } finally {
    Date.now = now
  }
}
