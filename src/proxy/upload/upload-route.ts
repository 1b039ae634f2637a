import { type IncomingHttpHeaders } from 'node:http'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Document } from '../../contract/document.ts'
import {
  fileHashHeader,
  fileHashPattern,
  uploadReceiptHeader,
  uploadTicketHeader,
} from '../../contract/file.ts'
import { success } from '../http/answers.ts'
import { type DocumentStates, type UploadedDocument } from '../documents/document-states.ts'
import { CallerGone, Failure } from '../http/failure.ts'
import { forwardFile } from './forward-file.ts'
import { type FileRules, fileTooLarge, type JudgedFile } from './file-judge.ts'
import { type FormFraming, IncomingFile } from './incoming-file.ts'
import { type Metrics } from '../http/metrics.ts'
import { longestPartHead } from './multipart-reader.ts'
import { parseBoundary } from './multipart-head.ts'
import { readRequestBody } from '../http/body/request-body.ts'
import { headerValue } from '../http/request-head.ts'
import { type Receipts } from '../partners/receipts.ts'
import { type RequireSession, sessionOf } from '../sessions/require-session.ts'
import { type Session } from '../sessions/sessions.ts'
import { type Store } from '../store/store.ts'
import { type Ticket, type Tickets } from '../documents/tickets.ts'
import { withDocumentLock } from '../documents/document-lock.ts'
import { type Upstream } from '../upstream/upstream.ts'

interface UploadOptions {
  readonly requireSession: RequireSession
  readonly tickets: Tickets
  readonly receipts: Receipts
  readonly states: DocumentStates
  readonly store: Store
  readonly upstream: Upstream
  readonly metrics: Metrics
  readonly maxFileBytes: number
  /** How many uploads this process takes at the same time. */
  readonly maxUploads: number
  readonly uploadIdleMs: number
  readonly upstreamTimeoutMs: number
}

/** An upload whose headers have passed. */
interface Upload {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly session: Session
  readonly ticket: Ticket
  readonly framing: FormFraming
  readonly rules: FileRules
}

/** More than any form around a file can take: a part's head and two lines with a boundary. */
const formOverheadBytes = longestPartHead + 1024
const overloadedRetrySeconds = 5

/** `POST /api/akepa/document/upload/:documentId`: the file streams through, and is judged on its way. */
export async function uploadRoute(app: FastifyInstance, options: UploadOptions): Promise<void> {
  const { requireSession, tickets, receipts, states, store, upstream, metrics } = options
  const { maxFileBytes, maxUploads, uploadIdleMs, upstreamTimeoutMs } = options
  let inFlight = 0

  // Fastify leaves the body unread, because `receiveFile` reads it.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('multipart/form-data', async () => undefined)

  app.post<{ Params: { documentId: string } }>(
    '/api/akepa/document/upload/:documentId',
    { onRequest: requireSession },
    async (request, reply) => {
      const { headers, params } = request
      const { documentId } = params
      const session = sessionOf(request)
      const ticket = await tickets.check(headerValue(headers, uploadTicketHeader), session, documentId)
      const framing = parseFraming(headers)
      const rules = { extension: ticket.registeredAs, maxFileBytes, sha256: parseFileHash(headers) }
      if (framing.contentLength > maxFileBytes + formOverheadBytes) throw fileTooLarge(maxFileBytes)
      if (inFlight >= maxUploads) {
        throw new Failure('overloaded', { retryAfterSeconds: overloadedRetrySeconds })
      }
      inFlight += 1
      metrics.uploadsInFlight.inc()
      try {
        const receive = () => receiveFile({ request, reply, session, ticket, framing, rules })
        const { document, receipt } = await withDocumentLock(store, documentId, receive)
        reply.header(uploadReceiptHeader, receipt)
        return success(request, document)
      } finally {
        inFlight -= 1
        metrics.uploadsInFlight.dec()
      }
    },
  )

  async function receiveFile(upload: Upload): Promise<{ document: Document; receipt: string }> {
    const { request, reply, session, ticket, framing, rules } = upload
    const { document } = ticket
    const uploaded = await earlierUpload(reply, document.id, rules.sha256)
    const cut = new AbortController()
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) cut.abort(new CallerGone())
    })
    const chunks = readRequestBody(request.raw, uploadIdleMs, cut.signal)
    const file = new IncomingFile(chunks, framing, rules)
    try {
      if (uploaded) {
        await readToVerdict(file)
        return { document: { ...document, uploadStatus: true }, receipt: uploaded.receipt }
      }
      const forwarded = await forwardFile({ file, ticket, upstream, cut, timeoutMs: upstreamTimeoutMs })
      metrics.uploadedBytes.inc(forwarded.file.bytes)
      const receipt = await receipts.sign(session, document, forwarded.file)
      await remember(upload, { state: 'uploaded', sha256: forwarded.file.sha256, receipt })
      return { document: forwarded.document, receipt }
    } finally {
      cut.abort(new Error('The upload is over.'))
      await chunks.return()
    }
  }

  /**
   * The earlier upload of the same file, if the document has it already. If the document has another file, it fails with
   * `documentAlreadyUploaded`, and the answer has that file's receipt. Fails with `ticketInvalid` if it was given up.
   */
  async function earlierUpload(
    reply: FastifyReply,
    documentId: string,
    sha256: string | undefined,
  ): Promise<UploadedDocument | undefined> {
    const known = await states.get(documentId)
    if (known?.state === 'givenUp') throw new Failure('ticketInvalid')
    if (known?.state !== 'uploaded') return undefined
    if (known.sha256 === sha256) return known
    reply.header(uploadReceiptHeader, known.receipt)
    throw new Failure('documentAlreadyUploaded')
  }

  /** The file has arrived, and its receipt proves it. If the store fails now, the upload must not look failed. */
  async function remember({ request, session, ticket }: Upload, uploaded: UploadedDocument): Promise<void> {
    const kept = [states.setUploaded(ticket.document.id, uploaded), receipts.keep(session, uploaded.receipt)]
    const isForgotten = (await Promise.allSettled(kept)).some(({ status }) => status === 'rejected')
    if (isForgotten) app.log.error({ requestId: request.id }, 'the store could not keep a confirmed upload')
  }
}

/** Reads a repeated upload to its end, because its bytes must prove that it is the same file. Its header can't. */
async function readToVerdict(file: IncomingFile): Promise<JudgedFile> {
  const bytes = file.read()
  for (;;) {
    const next = await bytes.next()
    if (next.done) return next.value
  }
}

function parseFraming(headers: IncomingHttpHeaders): FormFraming {
  const contentLength = headers['content-length']
  if (contentLength === undefined) throw new Failure('lengthRequired')
  const contentType = headers['content-type']
  if (contentType === undefined) throw new Failure('mediaTypeRefused')
  return { boundary: parseBoundary(contentType), contentLength: Number(contentLength) }
}

function parseFileHash(headers: IncomingHttpHeaders): string | undefined {
  const hash = headerValue(headers, fileHashHeader)
  if (hash !== undefined && !fileHashPattern.test(hash)) throw new Failure('fileHashInvalid')
  return hash
}
