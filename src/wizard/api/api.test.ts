import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSessionSource } from '../session/session-source.ts'
import { createApi } from './api.ts'

const request = { workflow: 'PERSONAL', name: 'license', extension: 'jpg', type: 'license' } as const
const customer = (subject: string) => ({ partner: { id: 'acme', displayName: 'Acme Bank' }, subject })

/** A proxy whose sessions are named after their customers, such as `alice-2`. */
class ScriptedProxy {
  readonly ended = new Set<string>()
  readonly openedElsewhere = new Set<string>()
  readonly described: string[] = []
  readonly generated: string[] = []
  /** How many descriptions of a session get lost on their way to the page. */
  lost = 0

  answer(path: string, { headers }: RequestInit): Response {
    const session = (new Headers(headers).get('Authorization') ?? '').replace('Bearer ', '')
    if (this.ended.has(session)) {
      return Response.json({ requestId: 'x', code: 'sessionExpired' }, { status: 401 })
    }
    if (this.openedElsewhere.has(session)) {
      return Response.json({ requestId: 'x', code: 'linkOpenedElsewhere' }, { status: 401 })
    }
    if (path === '/api/session') {
      this.described.push(session)
      this.lost -= 1
      if (this.lost >= 0) throw new TypeError('Failed to fetch')
      const terms = { prefill: {}, locked: [], agent: false, limits: { maxFileBytes: 1 }, sandbox: true }
      const data = { ...customer(session.split('-')[0] ?? ''), ...terms, dtsExpireAt: '2030-01-01T00:00:00Z' }
      return Response.json({ code: '0', requestId: 'x', data })
    }
    this.generated.push(session)
    const document = { aggregatorId: 'C', uploadStatus: false, dtsCreatedAt: '2023-11-01T16:44:19.473Z' }
    const data = { ...request, ...document, id: 'doc_71YxuRUnKqLhOWriDJFMI2' }
    return Response.json({ code: '0', requestId: 'x', data }, { headers: { 'Upload-Ticket': 'ticket' } })
  }
}

let proxy: ScriptedProxy
beforeEach(() => {
  proxy = new ScriptedProxy()
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => proxy.answer(path, init))
})
afterEach(() => vi.unstubAllGlobals())

/** A page that serves Alice, whose first session has ended. The next ones are given as they are asked for. */
async function open(...nextSessions: string[]) {
  const sessions = ['alice-1', ...nextSessions]
  const api = createApi(createSessionSource(async () => sessions.shift() ?? 'none'))
  const others: string[] = []
  api.onOtherCustomer(({ subject }) => others.push(subject))
  await api.describeSession()
  proxy.ended.add('alice-1')
  const calls = api.forCustomer(customer('alice'))
  const generate = () =>
    calls.generate({ request, idempotencyKey: 'key' }, undefined).then(
      () => 'registered',
      (error: { code: string }) => error.code,
    )
  return { api, generate, others }
}

it('goes on in a renewed session of the same customer', async () => {
  const { generate, others } = await open('alice-2')
  expect(await Promise.all([generate(), generate()])).toEqual(['registered', 'registered'])
  expect(proxy.described).toEqual(['alice-1', 'alice-2'])
  expect(proxy.generated).toEqual(['alice-2', 'alice-2'])
  expect(others).toEqual([])
})

it('sends nothing in a renewed session of another customer', async () => {
  const { api, generate, others } = await open('bob-1')
  expect(await Promise.all([generate(), generate()])).toEqual(['customerChanged', 'customerChanged'])
  expect(await generate()).toBe('customerChanged')
  expect(proxy.generated).toEqual([])
  expect(others).toEqual(['bob'])
  await api.forCustomer(customer('bob')).generate({ request, idempotencyKey: 'key' }, undefined)
  expect(proxy.generated).toEqual(['bob-1'])
})

it('sends nothing in a renewed session before it knows whose that is, though the answer be lost', async () => {
  const { generate, others } = await open('bob-1')
  proxy.lost = 1
  expect(await generate()).toBe('connectionLost')
  expect(await generate()).toBe('customerChanged')
  expect(proxy.generated).toEqual([])
  expect(others).toEqual(['bob'])
})

it('asks again whose a renewed session is after that answer was lost, and goes on', async () => {
  const { generate } = await open('alice-2')
  proxy.lost = 1
  expect(await generate()).toBe('connectionLost')
  expect(await generate()).toBe('registered')
  expect(proxy.generated).toEqual(['alice-2'])
})

it('takes a session for another customer’s if its partner is another', async () => {
  const { api } = await open('alice-2')
  const calls = api.forCustomer({ partner: null, subject: 'alice' })
  await expect(calls.generate({ request, idempotencyKey: 'key' }, undefined)).rejects.toMatchObject({
    code: 'customerChanged',
  })
  expect(proxy.generated).toEqual([])
})

it('opens with a session that was kept and has ended meanwhile', async () => {
  proxy.ended.add('alice-1')
  const api = createApi(createSessionSource(async () => 'alice-2', 'alice-1'))
  expect(await api.describeSession()).toMatchObject({ subject: 'alice' })
})

it('takes a link back from another device at the next press, and not before', async () => {
  const { generate } = await open('alice-2', 'alice-3')
  expect(await generate()).toBe('registered')
  proxy.openedElsewhere.add('alice-2')
  expect(await generate()).toBe('linkOpenedElsewhere')
  expect(proxy.described).toEqual(['alice-1', 'alice-2'])
  expect(await generate()).toBe('registered')
  expect(proxy.generated).toEqual(['alice-2', 'alice-3'])
})
