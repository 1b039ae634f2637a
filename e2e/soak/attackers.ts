import { setMaxListeners } from 'node:events'
import { connect as connectPlainly } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { setTimeout as wait } from 'node:timers/promises'
import { fileHead, testBoundary } from '../../src/testing/forms.ts'
import { Caller } from './callers.ts'

/** What an attacker was answered, by code or status, and how often. */
type Answered = ReadonlyMap<string, number>

export interface Attack {
  stop(): Promise<Answered>
}

const details = JSON.stringify({ workflow: 'PERSONAL', name: 'attack', extension: 'jpg', type: 'license' })
const json = { 'Content-Type': 'application/json' }
const trickleConnections = 40
const uploadsOfTrickler = 8
const requestsPerTick = 30
const tickMs = 100

function begin(work: (count: (code: string) => void, ending: AbortSignal) => Promise<void>): Attack {
  const answered = new Map<string, number>()
  const end = new AbortController()
  // Each connection waits with it.
  setMaxListeners(0, end.signal)
  const working = work((code) => answered.set(code, (answered.get(code) ?? 0) + 1), end.signal)
  return {
    async stop() {
      end.abort()
      await working
      return answered
    },
  }
}

/** Waits for so long, or until the attack ends. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined)
}

/** A guest who holds connections with a byte a second: some in the middle of a file, some before the end of their head. */
export function trickle(origin: string): Attack {
  const caller = new Caller(origin, '127.0.9.1')
  const { hostname, port, host } = new URL(origin)
  return begin(async (count, ending) => {
    const session = String((await caller.call('/api/sessions/guest', {}, '')).data['session'])
    const authorization = { Authorization: `Bearer ${session}` }
    const heads: string[] = []
    while (heads.length < uploadsOfTrickler) {
      const { data, ticket } = await caller.call(
        '/api/akepa/document/generate',
        { ...json, ...authorization },
        details,
      )
      heads.push(
        `POST /api/akepa/document/upload/${String(data['id'])} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000000\r\n` +
          `Authorization: Bearer ${session}\r\nUpload-Ticket: ${ticket}\r\n` +
          `Content-Type: multipart/form-data; boundary=${testBoundary}\r\n\r\n--${testBoundary}\r\n${fileHead}\r\n\r\n`,
      )
    }
    async function hold(index: number) {
      while (!ending.aborted) {
        const plain = connectPlainly({ host: hostname, port: Number(port), localAddress: '127.0.9.1' })
        plain.on('error', () => undefined)
        const socket = connect({ socket: plain, rejectUnauthorized: false })
        await trickleOn(socket, heads[index] ?? 'GET /api/session HTTP/1.1\r\nX: ')
        await pause(1000, ending)
      }
    }
    async function trickleOn(socket: TLSSocket, head: string) {
      const said: string[] = []
      socket.setEncoding('latin1')
      socket.on('error', () => undefined).on('data', (text: string) => said.push(text))
      socket.write(head)
      while (!ending.aborted && !socket.destroyed && said.length === 0) {
        socket.write('\u00FF', 'latin1')
        await pause(1000, ending)
      }
      count(
        /"code":"(\w+)"/.exec(said.join(''))?.[1] ?? /^HTTP\/1\.1 (\d+)/.exec(said.join(''))?.[1] ?? 'closed',
      )
      socket.destroy()
    }
    await Promise.all(Array.from({ length: trickleConnections }, (_, index) => hold(index)))
    await caller.close()
  })
}

/** A customer of the partner who asks 300 times a second, for whatever costs something, from one address. */
export function flood(origin: string, session: string): Attack {
  const caller = new Caller(origin, '127.0.9.2')
  const authorization = { Authorization: `Bearer ${session}` }
  const requests = [
    () => caller.call('/api/akepa/document/generate', { ...json, ...authorization }, details),
    () => caller.call('/api/akepa/document/generate', json, details),
    () => caller.call('/api/sessions', { ...json, Authorization: 'Bearer a-guess' }, '{"reference":"x"}'),
    () => caller.call('/api/sessions/guest', {}, ''),
    () => caller.call('/api/sessions/redeem', json, '{"code":"0123456789012345678901"}'),
    () => caller.call('/nowhere', {}, 'x'.repeat(10_000)),
  ]
  return begin(async (count, ending) => {
    const open = new Set<Promise<void>>()
    for (let turn = 0; !ending.aborted;) {
      for (let index = 0; index < requestsPerTick && open.size < 200; index += 1) {
        const ask = requests[(turn += 1) % requests.length]
        const asking = (ask?.() ?? Promise.reject(new TypeError('There is one'))).then(
          ({ status, code }) => count(status === 200 ? '200' : code),
          () => count('no answer'),
        )
        open.add(asking)
        void asking.finally(() => open.delete(asking))
      }
      await pause(tickMs, ending)
    }
    await Promise.all(open)
    await caller.close()
  })
}
