import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { documentNotFound, fileNotFound, sendData, unauthorized } from './answers.ts'
import { type DocumentStore } from '../document-store.ts'
import { toVendorData } from '../document.ts'
import { cutConnection, mayWork, refuseAtTheGate, someOfTheBody } from '../faults/fault-effects.ts'
import { type Faults } from '../faults/faults.ts'
import { type RequestLog } from '../request-log.ts'
import { parseGenerateRequest, parseGetTokenRequest } from './request-validation.ts'
import { type TokenDesk } from './token-desk.ts'
import { receiveUpload } from './upload-body.ts'

export interface VendorSide {
  readonly credentials: { readonly login: string; readonly password: string }
  readonly tokens: TokenDesk
  readonly store: DocumentStore
  readonly faults: Faults
  readonly requests: RequestLog
  /** Aborted when the sandbox closes. */
  readonly closing: AbortSignal
}

export function addGetToken(app: FastifyInstance, { credentials, tokens }: VendorSide): void {
  app.post('/auth/get-token', (request, reply) => {
    const { user } = parseGetTokenRequest(request.body)
    if (user.login !== credentials.login || user.password !== credentials.password) throw unauthorized()
    return sendData(reply, tokens.issue())
  })
}

export function addGenerate(app: FastifyInstance, side: VendorSide): void {
  const { tokens, store, faults, closing } = side
  app.post('/akepa/document/generate', { onRequest: demandToken(side) }, async (request, reply) => {
    const body = parseGenerateRequest(request.body)
    const fault = faults.strike('generate', body.name)
    refuseAtTheGate(fault, { reply, tokens, token: tokenOf(request) })
    if (!(await mayWork(fault, 'generate', reply, closing))) return reply
    const document = await store.create(body)
    return fault === 'dropAfter' ? cutConnection(reply) : sendData(reply, toVendorData(document))
  })
}

/** Returns a function that waits for the uploads that are still being read or stored. */
export function addUpload(app: FastifyInstance, side: VendorSide): () => Promise<void> {
  const running = new Set<Promise<unknown>>()
  void app.register((scope, _options, done) => {
    // Fastify leaves every body unread. The route reads and judges it.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    scope.post<UploadRoute>(
      '/akepa/document/upload/:documentId',
      { onRequest: demandToken(side) },
      (request, reply) => {
        const upload = answerUpload(side, request, reply)
        running.add(upload)
        const forget = () => running.delete(upload)
        upload.then(forget, forget)
        return upload
      },
    )
    done()
  })
  return async () => {
    await Promise.allSettled(running)
  }
}

interface UploadRoute {
  Params: { documentId: string }
}

async function answerUpload(
  { tokens, store, faults, requests, closing }: VendorSide,
  request: FastifyRequest<UploadRoute>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { documentId } = request.params
  const document = store.find(documentId)
  if (!document) throw documentNotFound(documentId)
  const fault = faults.strike('upload', document.name)
  refuseAtTheGate(fault, { reply, tokens, token: tokenOf(request), documentId })
  if (fault === 'dropBefore') {
    await someOfTheBody(reply)
    return cutConnection(reply)
  }

  const draftPath = store.draftPath()
  try {
    const upload = await receiveUpload(request.raw, draftPath, (arrival) =>
      requests.noteUpload(request.raw, arrival),
    )
    if (upload.state === 'cutOff') {
      if (upload.draft && faults.keepsPartial(document.name)) await store.attach(documentId, upload.draft)
      return cutConnection(reply)
    }
    if (!(await mayWork(fault, 'upload', reply, closing))) return reply
    if (upload.state === 'withoutFile') throw fileNotFound()
    const stored = await store.attach(documentId, upload.draft)
    if (!stored) throw documentNotFound(documentId)
    return fault === 'dropAfter' ? cutConnection(reply) : sendData(reply, toVendorData(stored))
  } finally {
    await store.discard(draftPath)
  }
}

const tokenHeader = 'x-connectfi-token'

function tokenOf(request: FastifyRequest): string {
  const token = request.headers[tokenHeader]
  return typeof token === 'string' ? token : ''
}

/** Checks the token before the body is read, so a call without one costs nothing. */
function demandToken({ tokens }: VendorSide) {
  return async (request: FastifyRequest) => {
    if (!tokens.isValid(tokenOf(request))) throw unauthorized()
  }
}
