import { type Document } from '../../contract/document/document.ts'
import { Failure } from '../http/answer/failure.ts'
import { IdleTimer } from '../http/body/idle-timer.ts'
import { type IncomingFile, type Verdict } from './incoming-file.ts'
import { createOutgoingForm } from './outgoing-form.ts'
import { type Scanner } from '../scanning/scan.ts'
import { type Ticket } from '../documents/tickets.ts'
import { type Upstream } from '../upstream/upstream.ts'

interface Forwarding {
  readonly file: IncomingFile
  readonly ticket: Ticket
  readonly upstream: Upstream
  /** Looks for viruses in the file, if there is one. */
  readonly scanner: Scanner | undefined
  /** Awaited before the last bytes go, which make the form whole. */
  readonly onWhole: () => Promise<void>
  /** Aborting it cuts the upstream request. */
  readonly cut: AbortController
  /** How long the upstream may take for each step: taking more bytes, or answering. */
  readonly timeoutMs: number
}

/**
 * Sends a file upstream while it is still arriving. The upstream request begins when the file's head has passed, and its
 * form is completed when the whole file has passed. Some parsers take a form that lacks only its last bytes for complete.
 * So if the file fails, the connection is cut before the closing delimiter. That waits for the scanner's word too.
 */
export async function forwardFile(forwarding: Forwarding) {
  const { file, ticket, upstream, scanner, onWhole, cut, timeoutMs } = forwarding
  const first = await file.read()
  const scan = scanner?.begin()
  const form = createOutgoingForm(ticket.document.id, ticket.registeredAs, file.mostBytes)
  const upstreamIdle = new IdleTimer(timeoutMs, () => cut.abort(new Failure('upstreamTimeout')))
  let verdict: Verdict | undefined

  async function* body(): AsyncGenerator<Buffer> {
    upstreamIdle.arm()
    yield form.head
    let next = first
    for (; Buffer.isBuffer(next); next = await file.read()) {
      upstreamIdle.disarm()
      await scan?.push(next)
      upstreamIdle.arm()
      yield next
      upstreamIdle.disarm()
    }
    await scan?.end()
    await onWhole()
    verdict = next
    upstreamIdle.arm()
    yield form.tail(verdict.hasFinalLineBreak)
  }

  try {
    const { contentType, contentLength } = form
    const document = await upstream.upload(
      ticket.document.id,
      { contentType, contentLength, body: body() },
      cut.signal,
    )
    // The upstream said yes before it had the end of the file, so it has not stored the file that we judged.
    if (!verdict) throw new Failure('upstreamAnswerInvalid')
    return { document, file: verdict } satisfies { document: Document; file: Verdict }
  } finally {
    upstreamIdle.stop()
    scan?.stop()
  }
}
