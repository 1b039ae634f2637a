import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { type Socket } from 'node:net'
import { errorRule } from '../../contract/errors.ts'
import { failureBody } from './answers.ts'
import { Failure } from './failure.ts'

/** 32 hexadecimal digits, as the vendor's. */
export function createRequestId(): string {
  return randomUUID().replaceAll('-', '')
}

/**
 * Answers what isn't HTTP, or whose headers are too long or too slow, with the headers of every other answer: Node gives
 * it to no route, and would say it in words of its own.
 */
export function answerClientError(
  error: Error & { code?: string },
  socket: Socket,
  headers: Readonly<Record<string, string>>,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const failure = clientFailure(error)
  const { status } = errorRule(failure.code)
  const requestId = createRequestId()
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
