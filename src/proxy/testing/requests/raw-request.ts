import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: { readonly code: string; readonly requestId: string; readonly context?: unknown }
}

export interface RawConnection {
  write(bytes: string | Buffer): void
  /** Cuts the connection. */
  leave(): void
  /** Resolves with the first `count` JSON answers and closes. Rejects if the connection ends before. */
  answers(count: number): Promise<RawAnswer[]>
  /** Resolves with all JSON answers when the other side has ended the connection. */
  ended(): Promise<RawAnswer[]>
}

/** A connection that sends bytes as they are. No client library would send what these tests send. */
export function openConnection(origin: string): RawConnection {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  const answers: RawAnswer[] = []
  let received = ''
  let ended: Error | undefined
  let wake = () => {}
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
  })
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
    for (let next = parseAnswer(received); next; next = parseAnswer(received)) {
      answers.push(next.answer)
      received = next.rest
    }
    wake()
  })
  socket.on('error', (error) => {
    ended = error
    wake()
  })
  socket.on('close', () => {
    ended ??= new Error(`The connection ended after: ${received}`)
    wake()
  })
  return {
    write: (bytes) => void socket.write(bytes),
    leave: () => void socket.destroy(),
    async answers(count) {
      while (answers.length < count) {
        if (ended) throw ended
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      socket.destroy()
      return answers
    },
    async ended() {
      await closed
      return answers
    },
  }
}

export async function exchangeRaw(
  origin: string,
  answerCount: number,
  ...parts: readonly (string | Buffer)[]
): Promise<RawAnswer[]> {
  const connection = openConnection(origin)
  for (const part of parts) connection.write(part)
  return connection.answers(answerCount)
}

export async function sendRaw(origin: string, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const [answer] = await exchangeRaw(origin, 1, ...parts)
  if (!answer) throw new TypeError('An exchange of one answer has one')
  return answer
}

/** A request's head. It has no `Connection: close`, so tests see when the proxy keeps a connection open. */
export function requestHead(line: string, headers: Readonly<Record<string, string | number>>): string {
  const fields = Object.entries({ Host: 'proxy.localhost', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return [`${line} HTTP/1.1`, ...fields, '', ''].join('\r\n')
}

function parseAnswer(received: string): { answer: RawAnswer; rest: string } | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const [statusLine = '', ...fields] = received.slice(0, headEnd).split('\r\n')
  const headers = new Map(
    fields.map((field) => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
    }),
  )
  const bodyEnd = headEnd + 4 + Number(headers.get('content-length'))
  if (received.length < bodyEnd) return undefined
  const body = JSON.parse(received.slice(headEnd + 4, bodyEnd)) as RawAnswer['body']
  return {
    answer: { status: Number(statusLine.split(' ')[1]), headers, body },
    rest: received.slice(bodyEnd),
  }
}
