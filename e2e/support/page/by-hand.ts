import { once } from 'node:events'
import { type ClientRequest, type IncomingHttpHeaders, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Route } from 'playwright/test'
import { fileHead, multipart } from '../../../src/testing/forms.ts'

/** A request that is sent from here, as no browser of today would send it. */
export interface HandMade {
  readonly headers?: Readonly<Record<string, string>>
  /** Sends the body or a part of it, and ends the request or leaves it open. */
  readonly write: (request: ClientRequest) => void
}

interface HandAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** The headers of the browser's own request that tell the proxy who is calling, and for which document. */
async function credentials(route: Route): Promise<Record<string, string>> {
  const { authorization, 'upload-ticket': ticket } = await route.request().allHeaders()
  return { ...(authorization && { authorization }), ...(ticket && { 'upload-ticket': ticket }) }
}

/** Sends a request with the credentials of the one that the browser is about to send, by default to the same address. */
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

/** Opens such a request without waiting for its answer. */
export async function openByHand(route: Route, { headers, write }: HandMade, url = route.request().url()) {
  const request = httpRequest(url, { method: 'POST', headers: { ...(await credentials(route)), ...headers } })
  // A request that is destroyed emits an error.
  request.on('error', () => undefined)
  write(request)
  return request
}

/** Gives the browser the proxy's answer to a request made by hand. */
export async function answerByHand(route: Route, made: HandMade): Promise<void> {
  await route.fulfill(await sendByHand(route, made))
}

/** Registers another document in the browser's name. */
export async function generateOther(
  route: Route,
  headers: Readonly<Record<string, string>> = {},
  name = 'Another',
) {
  const generate = route
    .request()
    .url()
    .replace(/upload\/.*/, 'generate')
  const body = JSON.stringify({ workflow: 'PERSONAL', type: 'license', name, extension: 'jpg' })
  const write = (request: ClientRequest) => request.end(body)
  return sendByHand(route, { headers: { 'Content-Type': 'application/json', ...headers }, write }, generate)
}

/** A form with one part, and its headers. */
export function formByHand(file: Buffer, field = 'file') {
  const { body, headers } = multipart([[fileHead.replace('name="file"', `name="${field}"`), file]])
  return { body, headers: { ...headers, 'content-length': String(body.length) } }
}

/**
 * Sends the first half of a request's head, does `between`, and sends the rest. So a request can come over a connection
 * that was open before the server began to stop. The browser is given what came back.
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

/** Waits until nothing listens there any more. */
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

/** Does `work` with a clock that is so many hours slow. The proxy has the same clock, since it runs in this process. */
export async function ago<Result>(hours: number, work: () => Promise<Result>): Promise<Result> {
  const { now } = Date
  Date.now = () => now() - hours * 3_600_000
  try {
    return await work()
  } finally {
    Date.now = now
  }
}
