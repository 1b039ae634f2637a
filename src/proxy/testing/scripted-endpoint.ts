import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { type WebhookEvent } from '../../contract/api/back-end.ts'

export const endpointSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

interface Received {
  readonly id: string
  readonly path: string
  readonly event: WebhookEvent
  /** How often this fact has come, this time too. */
  readonly attempt: number
}

type AnswerWebhook = (received: Received, response: ServerResponse) => void

export const answers = {
  taken: (_received, response) => void response.writeHead(204).end(),
  failed: (_received, response) => void response.writeHead(500).end('no'),
  /** It never answers. */
  hung: () => {},
  redirected: (_received, response) => void response.writeHead(307, { Location: '/elsewhere' }).end(),
  /** Something else than HTTP. */
  lied: (_received, response) => void response.socket?.end('220 mail.example ESMTP\r\n'),
  cut: (_received, response) => void response.destroy(),
  /** It takes the fact, and says more than anybody reads. */
  endless(_received, response) {
    response.writeHead(200)
    const more = () => {
      while (response.write(Buffer.alloc(64 * 1024))) continue
    }
    response.on('drain', more)
    more()
  },
} as const satisfies Record<string, AnswerWebhook>

/** A partner's endpoint. What is not genuine by the vendor-neutral library throws, and so is answered 400 and kept apart. */
export async function startScriptedEndpoint() {
  const oracle = new Webhook(endpointSecret)
  const received: Received[] = []
  const forged: string[] = []
  const script: { answer: AnswerWebhook } = { answer: answers.taken }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      try {
        const event = oracle.verify(body, request.headers as Record<string, string>) as WebhookEvent
        const id = String(request.headers['webhook-id'])
        const attempt = received.filter((other) => other.id === id).length + 1
        const one = { id, path: request.url ?? '', event, attempt }
        received.push(one)
        script.answer(one, response)
      } catch (error) {
        forged.push(String(error))
        response.writeHead(400).end()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hook`, received, forged, script }
}
