import { type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { atEnd } from '../../testing/at-end.ts'
import { serve } from '../../testing/serve.ts'

interface Asked {
  readonly method: string
  readonly url: string
  readonly authorization: string | undefined
  readonly body: unknown
}

type Answer = (response: ServerResponse) => void

const issuedAt = '2026-01-02T03:04:05.678Z'

/**
 * Starts a server that answers like the wizard's documentation. It can do what the real one can't be made to do: fail,
 * lie, and sign any receipt.
 */
export async function startScriptedWizard() {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const published: JWK = { ...(await exportJWK(publicKey)), kid: 'first', alg: 'ES256', use: 'sig' }
  const asked: Asked[] = []
  const receipts: string[] = []
  let answer: Answer | undefined

  async function respond(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url = '', headers } = request
    if (url === '/.well-known/jwks.json') return sendJson(response, 200, { keys: [published] })
    const body = method === 'POST' ? await json(request) : undefined
    asked.push({ method, url, authorization: headers.authorization, body })
    if (answer) return answer(response)
    const data = url.startsWith('/api/receipts')
      ? { receipts }
      : { session: 'a-session', dtsExpireAt: issuedAt }
    return sendJson(response, 200, { code: '0', data, requestId: 'r1' })
  }

  const { origin, close } = await serve((request, response) => void respond(request, response))
  atEnd(close)
  return {
    origin,
    /** Every call except those for the public key. */
    asked,
    /** The receipts that `GET /api/receipts` lists. */
    receipts,
    published,
    /** Answers every call with this from now on. */
    answerWith(given: Answer) {
      answer = given
    },
    close,
    /** A genuine receipt, or one with these differences. */
    async sign(claims: object = {}, { key = privateKey, header = {}, audience = 'demo' }: Signing = {}) {
      const genuine = {
        partner: 'demo',
        reference: 'nobody',
        documentId: 'doc_1',
        type: 'passport',
        bytes: 1000,
        sha256: 'ab'.repeat(32),
        uploadedAt: issuedAt,
      }
      return new SignJWT({ ...genuine, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'first', typ: 'receipt+jwt', ...header })
        .setAudience(audience)
        .sign(key)
    },
  }
}

interface Signing {
  readonly key?: Parameters<SignJWT['sign']>[0]
  readonly header?: object
  readonly audience?: string
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
