import { randomBytes } from 'node:crypto'
import { type IncomingMessage, type ServerResponse } from 'node:http'
import { atEnd } from '../../testing/at-end.ts'
import { serve } from '../../testing/serve.ts'

/** A request as the upstream saw it. It grows while the request arrives. */
export interface Exchange {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** The bytes of the body that have arrived. */
  body: Buffer
  /** Whether the whole body has arrived, by its Content-Length. */
  isComplete: boolean
  /** Whether the connection ended before the answer did. */
  isCut: boolean
}

export type Answerer = (exchange: Exchange, response: ServerResponse) => void

/** What an upstream does at each endpoint when the body is whole. */
export interface Script {
  login?: Answerer
  generate?: Answerer
  upload?: Answerer
  /** Called as soon as an upload's headers are there. */
  uploadBegun?: Answerer
  /** If true, it takes the headers of an upload and then nothing more. */
  isDeafToUploads?: boolean
}

export interface ScriptedUpstream {
  readonly origin: string
  readonly script: Script
  readonly exchanges: readonly Exchange[]
  /** The exchanges of one endpoint, by the beginning of its path. */
  to(path: '/auth' | '/akepa/document/generate' | '/akepa/document/upload'): Exchange[]
  connections(): number
  close(): Promise<void>
}

/** Starts an upstream that follows a script and keeps every byte, for cases in which the sandbox behaves too well. */
export async function startScriptedUpstream(script: Script = {}): Promise<ScriptedUpstream> {
  const exchanges: Exchange[] = []
  let connections = 0
  const { origin, server, close } = await serve((request, response) => {
    const path = request.url ?? ''
    const exchange: Exchange = {
      path,
      headers: request.headers,
      body: Buffer.alloc(0),
      isComplete: false,
      isCut: false,
    }
    exchanges.push(exchange)
    response.on('close', () => {
      exchange.isCut = !response.writableFinished
    })
    const answer = answererFor(path, script)
    request.on('error', () => undefined)
    if (path.startsWith('/akepa/document/upload/')) {
      script.uploadBegun?.(exchange, response)
      if (script.isDeafToUploads) return
    }
    request.on('data', (chunk: Buffer) => {
      exchange.body = Buffer.concat([exchange.body, chunk])
    })
    request.on('end', () => {
      exchange.isComplete = true
      if (!response.writableEnded) answer(exchange, response)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  atEnd(close)
  return {
    origin,
    script,
    exchanges,
    to: (path) => exchanges.filter((exchange) => exchange.path.startsWith(path)),
    connections: () => connections,
    close,
  }
}

function answererFor(path: string, script: Script): Answerer {
  if (path === '/auth/get-token') return script.login ?? loginDone
  if (path === '/akepa/document/generate') return script.generate ?? generateDone
  return script.upload ?? uploadDone
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export function vendorFailure(status: number, code: string, context?: unknown): Answerer {
  const body = {
    requestId: 'x',
    code,
    message: 'Vendor words.',
    ...(context === undefined ? {} : { context }),
  }
  return (_exchange, response) => answerJson(response, status, body)
}

export function loginDone(_exchange: Exchange, response: ServerResponse): void {
  const dtsExpireAt = new Date(Date.now() + 3_600_000).toISOString()
  answerJson(response, 200, { code: '0', data: { token: upstreamToken, dtsExpireAt } })
}

export const upstreamToken = 'an-upstream-token-that-nobody-may-see'

export function generateDone({ body }: Exchange, response: ServerResponse): void {
  const asked = JSON.parse(body.toString()) as Record<string, string>
  const id = `doc_${randomBytes(11).toString('hex')}`
  answerJson(response, 200, { code: '0', data: { ...documentNamed(id), ...asked, uploadStatus: false } })
}

export function uploadDone({ path }: Exchange, response: ServerResponse): void {
  answerJson(response, 200, { code: '0', data: documentNamed(path.split('/').at(-1) ?? '') })
}

export function documentNamed(id: string) {
  return {
    id,
    aggregatorId: 'CLIENTID',
    uploadStatus: true,
    workflow: 'PERSONAL',
    name: 'license',
    extension: 'jpg',
    type: 'license',
    dtsCreatedAt: '2023-11-01T16:44:19.473Z',
  }
}
