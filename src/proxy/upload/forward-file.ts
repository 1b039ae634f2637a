import { type Document } from '../../contract/document.ts'
import { Failure } from '../http/failure.ts'
import { IdleTimer } from '../http/body/idle-timer.ts'
import { type IncomingFile, type Verdict } from './incoming-file.ts'
import { createOutgoingForm } from './outgoing-form.ts'
import { type Ticket } from '../documents/tickets.ts'
import { type Upstream } from '../upstream/upstream.ts'

interface Forwarding {
  readonly file: IncomingFile
  readonly ticket: Ticket
  readonly upstream: Upstream
  /** Cuts the upstream request. */
  readonly cut: AbortController
  /** How long the upstream may take over any one step: taking in more bytes, or answering. */
  readonly timeoutMs: number
}

/**
 * Sends a file upstream while it is still arriving. The connection is opened only once the file's head has passed,
 * and the form is completed only once the whole file has: parsers take a form that lacks no more than its last
 * bytes for complete, so where the file fails, the connection is cut before the delimiter that would end it.
 */
export async function forwardFile({ file, ticket, upstream, cut, timeoutMs }: Forwarding) {
  const bytes = file.read()
  const first = await bytes.next()
  const form = createOutgoingForm(ticket.document.id, ticket.registeredAs, file.mostBytes)
  const upstreamIdle = new IdleTimer(timeoutMs, () => cut.abort(new Failure('upstreamTimeout')))
  let verdict: Verdict | undefined

  async function* body(): AsyncGenerator<Buffer> {
    yield* whileUpstreamTakes(form.head)
    let next = first
    for (; !next.done; next = await bytes.next()) yield* whileUpstreamTakes(next.value)
    verdict = next.value
    upstreamIdle.arm()
    yield form.tail(verdict.hasFinalLineBreak)
  }

  async function* whileUpstreamTakes(chunk: Buffer) {
    upstreamIdle.arm()
    yield chunk
    upstreamIdle.disarm()
  }

  try {
    const { contentType, contentLength } = form
    const document = await upstream.upload(
      ticket.document.id,
      { contentType, contentLength, body: body() },
      cut.signal,
    )
    // An upstream that is content before it has seen the end has not stored what we judged.
    if (!verdict) throw new Failure('upstreamAnswerInvalid')
    return { document, file: verdict } satisfies { document: Document; file: Verdict }
  } finally {
    upstreamIdle.stop()
  }
}
