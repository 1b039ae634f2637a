import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { type Socket } from 'node:net'
import { errorRule } from '../../../contract/errors.ts'
import { failureBody } from './answers.ts'
import { shortAddress } from '../request/caller.ts'
import { type Log } from '../record/log.ts'
import { Failure } from './failure.ts'

/** 32 hexadecimal digits, like the vendor's request IDs. */
export function createRequestId(): string {
  return randomUUID().replaceAll('-', '')
}

/**
 * Answers a caller whose bytes aren't HTTP, or whose headers are too long or too slow. Node gives those to no route, and
 * would answer in its own words. `headers` are those of every other answer.
 */
export function answerClientError(
  error: Error & { code?: string },
  socket: Socket,
  headers: Readonly<Record<string, string>>,
  log: Log,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const failure = clientFailure(error)
  const { status } = errorRule(failure.code)
  const requestId = createRequestId()
  const { code, cause } = failure
  const address = shortAddress(socket.remoteAddress ?? '')
  log.info({ requestId, status, code, cause: (cause as NodeJS.ErrnoException).code, address }, 'request')
  const body = JSON.stringify(failureBody(failure, requestId))
  const fields = {
    ...headers,
    'X-Request-Id': requestId,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Date: new Date().toUTCString(),
    Connection: 'close',
  }
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n')
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy())
}

function clientFailure(error: Error & { code?: string }): Failure {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Failure('requestTooLarge', { cause: error })
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Failure('uploadStalled', { cause: error })
    default:
      return new Failure('requestMalformed', { cause: error })
  }
}
