import { type IncomingMessage, request as callServer, type ServerResponse } from 'node:http'
import { decodeJwt } from 'jose'
import { type ErrorCode, errorRule } from '../../../src/contract/errors.ts'
import { idempotencyKeyHeader, uploadTicketHeader } from '../../../src/contract/file.ts'
import { serve } from '../../../src/testing/serve.ts'

/**
 * What becomes of the calls that open a link, register or upload:
 *
 * - `pass`: they are answered,
 * - `lose`: they reach the server, and the connection ends in place of the answer,
 * - `hold`: their answers wait until another fate is set,
 * - `expire`: the next that registers or uploads is told that its session has ended, and all pass from then on,
 * - `end`: the next upload is told that its ticket has ended, as is each later one with this ticket. All others pass.
 */
export const fates = ['pass', 'lose', 'hold', 'expire', 'end'] as const
export type Fate = (typeof fates)[number]

export function fateOf(pick: number): Fate {
  return fates[Math.floor(pick / 4) % fates.length] ?? 'pass'
}

/** Stands before the proxy, and decides what comes back of these calls. Everything else passes. */
export interface AnswerRelay {
  readonly origin: string
  readonly set: (fate: Fate) => void
  readonly fate: () => Fate
  /** Number of these calls that are neither answered nor on hold. */
  readonly underWay: () => number
  readonly held: () => number
  /** Whether no call went on, in the name of one customer, with what another's had begun. */
  readonly isOfOneCustomer: () => boolean
  readonly close: () => Promise<void>
}

const judged = /^\/api\/(?:akepa\/|sessions\/redeem$)/

export async function startAnswerRelay(target: string): Promise<AnswerRelay> {
  const { hostname, port } = new URL(target)
  let fate: Fate = 'pass'
  const open = new Set<ServerResponse>()
  const held = new Map<ServerResponse, () => void>()
  const endedTickets = new Set<unknown>()
  const owners = new Map<string, unknown>()
  let isOfOneCustomer = true

  /** A key and a ticket belong to the customer who first used them. */
  function noteCustomer({ headers }: IncomingMessage): void {
    const session = headers.authorization?.replace('Bearer ', '')
    if (session === undefined) return
    const customer = decodeJwt(session).sub
    for (const name of [idempotencyKeyHeader, uploadTicketHeader]) {
      const begun = headers[name.toLowerCase()]
      if (typeof begun !== 'string') continue
      if (!owners.has(begun)) owners.set(begun, customer)
      if (owners.get(begun) !== customer) isOfOneCustomer = false
    }
  }

  /** The refusal of a call that doesn't reach the server. */
  function refusalOf({ url = '', headers }: IncomingMessage): ErrorCode | undefined {
    if (!url.startsWith('/api/akepa/')) return undefined
    if (fate === 'expire') {
      fate = 'pass'
      return 'sessionExpired'
    }
    if (!url.startsWith('/api/akepa/document/upload/')) return undefined
    const ticket = headers[uploadTicketHeader.toLowerCase()]
    if (fate === 'end') {
      fate = 'pass'
      endedTickets.add(ticket)
    }
    return endedTickets.has(ticket) ? 'ticketExpired' : undefined
  }

  const { origin, close } = await serve((near, answer) => {
    const { url = '/', method, headers } = near
    const isJudged = judged.test(url)
    if (isJudged) {
      noteCustomer(near)
      open.add(answer)
      answer.once('close', () => {
        open.delete(answer)
        held.delete(answer)
      })
    }
    const refusal = refusalOf(near)
    if (refusal) {
      near.resume().once('end', () => refuse(answer, refusal))
      return
    }
    const far = callServer({ hostname, port, path: url, method, headers }, (received) => {
      const pass = () => {
        answer.writeHead(received.statusCode ?? 502, received.headers)
        received.pipe(answer)
      }
      if (isJudged && fate === 'hold') held.set(answer, pass)
      else if (isJudged && fate === 'lose') {
        received.resume()
        near.socket.destroy()
      } else pass()
    })
    far.on('error', () => near.socket.destroy())
    near.on('close', () => {
      if (!near.complete) far.destroy()
    })
    near.pipe(far)
  })

  return {
    origin,
    set: (next) => {
      fate = next
      if (next === 'hold') return
      for (const pass of held.values()) pass()
      held.clear()
    },
    fate: () => fate,
    underWay: () => open.size - held.size,
    held: () => held.size,
    isOfOneCustomer: () => isOfOneCustomer,
    close,
  }
}

function refuse(answer: ServerResponse, code: ErrorCode): void {
  answer.writeHead(errorRule(code).status, { 'Content-Type': 'application/json' })
  answer.end(JSON.stringify({ requestId: '0'.repeat(32), code, message: 'Refused.' }))
}
