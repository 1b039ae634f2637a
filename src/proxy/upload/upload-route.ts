import { randomUUID } from 'node:crypto'
import { type IncomingHttpHeaders } from 'node:http'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Document } from '../../contract/document/document.ts'
import {
  fileHashHeader,
  fileHashPattern,
  uploadReceiptHeader,
  uploadTicketHeader,
} from '../../contract/file.ts'
import { success } from '../http/answer/answers.ts'
import { type Handoffs } from '../handoffs/handoffs.ts'
import { reportUpload, type UploadReport } from '../handoffs/upload-report.ts'
import { CallerGone, Failure } from '../http/answer/failure.ts'
import { forwardFile } from './forward-file.ts'
import { type FileRules, fileTooLarge } from './file-judge.ts'
import { type UploadLimits, UploadShares } from '../limits/upload-shares.ts'
import { type FormFraming, IncomingFile } from './incoming-file.ts'
import { type LateConfirmations } from './late-confirmations.ts'
import { type Metrics } from '../http/record/metrics.ts'
import { longestPartHead } from './multipart-reader.ts'
import { parseBoundary } from './multipart-head.ts'
import { RequestBody } from '../http/body/request-body.ts'
import { headerValue } from '../http/request/request-head.ts'
import { type Receipts } from '../partners/receipts/receipts.ts'
import { type Scanner } from '../scanning/scan.ts'
import { type SessionGuards, sessionOf } from '../sessions/require-session.ts'
import { type Digest } from '../sessions/digest.ts'
import { type Session } from '../sessions/sessions.ts'
import { type Ticket, type Tickets } from '../documents/tickets.ts'
import { type Upstream } from '../upstream/upstream.ts'
import { uploadLeaseMs } from '../visits/lifetimes.ts'
import { lockedTerms } from '../visits/session-view.ts'
import { type Registered, type UploadedDocument } from '../visits/visit.ts'
import { type Visits } from '../visits/visits.ts'

interface UploadOptions {
  readonly guards: SessionGuards
  readonly handoffs: Handoffs
  readonly tickets: Tickets
  readonly receipts: Receipts
  readonly visits: Visits
  readonly lateConfirmations: LateConfirmations
  readonly digest: Digest
  readonly upstream: Upstream
  readonly scanner: Scanner | undefined
  readonly metrics: Metrics
  readonly maxFileBytes: number
  /** How many uploads this process takes at the same time. */
  readonly maxUploads: number
  readonly uploadLimits: UploadLimits
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
  /** Tells the desktop, if a phone uploads. */
  readonly report: UploadReport
}

/** More than any form around a file can take: a part's head and two lines with a boundary. */
const formOverheadBytes = longestPartHead + 1024
const overloadedRetrySeconds = 5

/** `POST /api/akepa/document/upload/:documentId`: the file streams through, and is judged on its way. */
export async function uploadRoute(app: FastifyInstance, options: UploadOptions): Promise<void> {
  const { guards, handoffs, tickets, receipts, visits, lateConfirmations } = options
  const { digest, upstream, scanner, metrics } = options
  const { maxFileBytes, maxUploads, uploadLimits, uploadIdleMs, upstreamTimeoutMs } = options
  const shares = new UploadShares(uploadLimits)
  let inFlight = 0

  // Fastify leaves the body unread, because `receiveFile` reads it.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('multipart/form-data', async () => undefined)

  app.post<{ Params: { documentId: string } }>(
    '/api/akepa/document/upload/:documentId',
    { onRequest: guards.requireErrand },
    async (request, reply) => {
      const { headers, params } = request
      const { documentId } = params
      const session = sessionOf(request)
      const ticket = tickets.check(headerValue(headers, uploadTicketHeader), session, documentId)
      const framing = parseFraming(headers)
      const rules = { extension: ticket.registeredAs, maxFileBytes, sha256: parseFileHash(headers) }
      if (framing.contentLength > maxFileBytes + formOverheadBytes) throw fileTooLarge(maxFileBytes)
      if (inFlight >= maxUploads) {
        throw new Failure('overloaded', { retryAfterSeconds: overloadedRetrySeconds })
      }
      const giveBack = shares.take(session, request.ip)
      inFlight += 1
      metrics.uploadsInFlight.inc()
      try {
        const report = reportUpload(handoffs, visits, session, documentId, framing.contentLength)
        const upload = { request, reply, session, ticket, framing, rules, report }
        const { document, receipt } = await receiveFile(upload)
        await report.arrived()
        reply.header(uploadReceiptHeader, receipt)
        return success(request, document)
      } finally {
        giveBack()
        inFlight -= 1
        metrics.uploadsInFlight.dec()
      }
    },
  )

  async function receiveFile(upload: Upload): Promise<{ document: Document; receipt: string }> {
    const { session, ticket } = upload
    const { name: _name, ...document } = ticket.document
    const { registeredAs, requested } = ticket
    const terms = digest(lockedTerms(session)).newest
    const registered = { document, registeredAs, ...(requested && { requested }), terms }
    const holder = randomUUID()
    await lateConfirmations.settle(document.id)
    const answer = await visits.change(session, { type: 'uploadBegun', holder, ...registered })
    switch (answer.type) {
      case 'refused':
        throw answer.failure
      case 'uploaded':
        return await takeAgain(upload, answer.uploaded)
      case 'begun':
        return await visits.holding(session, { holder, leaseMs: uploadLeaseMs }, () =>
          takeNew(upload, registered, holder),
        )
      default:
        return answer satisfies never
    }
  }

  /**
   * Takes the same file again, without a word to the upstream. If the document has another file, it fails with
   * `documentAlreadyUploaded`, and the answer has that file's receipt.
   */
  async function takeAgain(upload: Upload, uploaded: UploadedDocument) {
    const { reply, session, ticket, rules } = upload
    const receipt = receipts.again(session, uploaded)
    if (uploaded.sha256 !== rules.sha256) {
      reply.header(uploadReceiptHeader, receipt)
      throw new Failure('documentAlreadyUploaded')
    }
    await withFile(upload, readToVerdict)
    return { document: { ...ticket.document, uploadStatus: true }, receipt }
  }

  async function takeNew(upload: Upload, registered: Registered, holder: string) {
    const { request, session, ticket, report } = upload
    const { id: documentId } = ticket.document
    try {
      const forwarded = await withFile(upload, (file, cut) =>
        forwardFile({
          file,
          ticket,
          upstream,
          scanner,
          // If the store fails now, the upload goes on: its answer says more.
          onWhole: () =>
            visits.change(session, { type: 'fileSent', documentId, holder }).catch(() => undefined),
          cut,
          timeoutMs: upstreamTimeoutMs,
        }),
      )
      const { bytes, sha256 } = forwarded.file
      metrics.uploadedBytes.inc(bytes)
      const file = { ...registered, bytes, sha256, uploadedAt: Date.now() }
      const { receipt, signature } = receipts.sign(session, file)
      const event = { type: 'fileConfirmed', ...file, signature } as const
      // The file has arrived, and its receipt proves it. If the store fails now, the upload must not look failed.
      await visits.change(session, event).catch(() => {
        const { partner, sub, requested } = session
        lateConfirmations.add({ owner: { partner, sub, requested }, event, requestId: request.id })
      })
      return { document: forwarded.document, receipt }
    } catch (error) {
      // Before the next attempt can begin.
      await report.failed()
      const code = error instanceof Failure ? error.code : undefined
      const failed = { type: 'uploadFailed', documentId, holder, code } as const
      // If the store fails now, the lease ends by itself.
      await visits.change(session, failed).catch(() => undefined)
      throw error
    }
  }

  async function withFile<Result>(
    { request, reply, framing, rules, report }: Upload,
    work: (file: IncomingFile, cut: AbortController) => Promise<Result>,
  ): Promise<Result> {
    const cut = new AbortController()
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) cut.abort(new CallerGone())
    })
    const body = new RequestBody(request.raw, {
      paceMs: uploadIdleMs,
      signal: cut.signal,
      onBytes: report.moved,
    })
    try {
      return await work(new IncomingFile(body, framing, rules), cut)
    } finally {
      cut.abort(new Error('The upload is over.'))
      body.stop()
    }
  }
}

/** Reads a repeated upload to its end, because its bytes must prove that it is the same file. Its header can't. */
async function readToVerdict(file: IncomingFile): Promise<void> {
  while (Buffer.isBuffer(await file.read())) continue
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
