import { describe, expect, it, vi } from 'vitest'
import { type GenerateRequest } from '../../contract/document/document.ts'
import {
  generate,
  licence,
  makeImage,
  openGuestSession,
  register,
  upload,
} from '../testing/requests/proxy-client.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { MemoryStore } from '../store/memory-store.ts'
import { sendRaw, requestHead } from '../testing/requests/raw-request.ts'
import {
  answerJson,
  documentNamed,
  generateDone,
  startScriptedUpstream,
} from '../testing/scripted-upstream.ts'
import { startOwnSandbox } from '../../sandbox/testing/sandbox-fixture.ts'
import { call } from '../../testing/call.ts'
import { shared } from '../../testing/at-end.ts'
import { eventually } from '../../testing/eventually.ts'

const hexId = /^[0-9a-f]{32}$/

/** Documents are registered nowhere: the upstream of this proxy shows what was forwarded. */
async function startWatched() {
  const upstream = await startScriptedUpstream()
  return { upstream, proxy: await startTestProxy(upstream.origin) }
}

describe('generate', () => {
  const watched = shared(startWatched)
  const vendor = shared(startOwnSandbox)

  it.each(['PERSONAL', 'BUSINESS'] as const)(
    "answers in the vendor's envelope for a %s customer",
    async (workflow) => {
      const sandbox = await startOwnSandbox()
      const { origin } = await startTestProxy(sandbox.origin)

      const answer = await generate(origin, await openGuestSession(origin), { ...licence, workflow })

      expect(answer.status).toBe(200)
      expect(answer.body).toEqual({
        code: '0',
        data: {
          id: expect.stringMatching(/^doc_[0-9A-Za-z]{22}$/) as unknown,
          aggregatorId: expect.any(String) as unknown,
          uploadStatus: false,
          workflow,
          name: 'license',
          extension: 'jpg',
          type: 'license',
          dtsCreatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
        },
        requestId: expect.stringMatching(hexId) as unknown,
      })
      expect(answer.headers.get('X-Request-Id')).toBe(answer.body.requestId)
      expect(answer.headers.get('Upload-Ticket')).toBeTruthy()
    },
  )

  it.each<[string, unknown]>([
    ['nothing at all', {}],
    ['no name', { workflow: 'PERSONAL', extension: 'jpg', type: 'license' }],
    ['an empty name', { ...licence, name: '' }],
    ['a blank name', { ...licence, name: ' \u00a0\t' }],
    ['a name too long', { ...licence, name: '😀'.repeat(51) }],
    ['angle brackets', { ...licence, name: 'a<b>' }],
    ['a line break in the note', { ...licence, note: 'one\ntwo' }],
    ['a note too long', { ...licence, note: 'x'.repeat(501) }],
    ['a wrong workflow', { ...licence, workflow: 'OTHER' }],
    ['a wrong extension', { ...licence, extension: 'pdf' }],
    ['a wrong type', { ...licence, type: 'selfie' }],
    ['an unknown property', { ...licence, colour: 'red' }],
    ['a number for a name', { ...licence, name: 7 }],
    ['null for a name', { ...licence, name: null }],
    ['a malformed e-mail address', { ...licence, note_author_agent_email: 'nobody' }],
    ['a list', []],
    ['a word', 'license'],
    ['null', null],
  ])('refuses %s as the vendor does, and forwards nothing', async (_what, request) => {
    const { upstream, proxy } = watched()
    const login = await call(`${vendor().origin}/auth/get-token`, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ user: { login: 'sandbox', password: 'sandbox' } }),
    })

    const ours = await generate(proxy.origin, await openGuestSession(proxy.origin), request)
    const vendors = await call(`${vendor().origin}/akepa/document/generate`, {
      headers: { 'Content-Type': 'application/json', 'x-connectfi-token': String(login.body.data['token']) },
      body: JSON.stringify(request),
    })

    expect(ours.status).toBe(400)
    expect(ours.body.code).toBe('requestValidateError')
    // The vendor stops at the first broken rule. We name every one.
    expect(ours.body.context).toEqual(expect.arrayContaining(vendors.body.context as unknown[]))
    expect(upstream.to('/akepa/document/generate')).toEqual([])
  })

  it.each<[string, Record<string, string>, string, number, string]>([
    ['half a JSON text', { 'Content-Type': 'application/json' }, '{"workflow":', 400, 'requestMalformed'],
    [
      'a body that sets a prototype',
      { 'Content-Type': 'application/json' },
      '{"__proto__":{}}',
      400,
      'requestMalformed',
    ],
    ['an empty body', { 'Content-Type': 'application/json' }, '', 400, 'requestMalformed'],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=b', 415, 'mediaTypeRefused'],
    ['text', { 'Content-Type': 'text/plain' }, 'x', 415, 'mediaTypeRefused'],
    ['a malformed media type', { 'Content-Type': 'nonsense' }, 'x', 415, 'mediaTypeRefused'],
    ['100 kB', { 'Content-Type': 'application/json' }, `"${'x'.repeat(100_000)}"`, 413, 'requestTooLarge'],
  ])('refuses %s', async (_what, headers, body, status, code) => {
    const { origin } = watched().proxy
    const session = await openGuestSession(origin)
    const answer = await sendRaw(
      origin,
      requestHead('POST /api/akepa/document/generate', {
        Authorization: `Bearer ${session}`,
        'Content-Length': body.length,
        ...headers,
      }),
      body,
    )
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.body.requestId).toMatch(hexId)
  })

  it.each([
    ['Latin-1', Buffer.from('Permis de Zoé', 'latin1')],
    ['a character cut in two', Buffer.from('Zoé').subarray(0, -1)],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
  ])('refuses a name that is not UTF-8: %s', async (_what, name) => {
    const { upstream, proxy } = watched()
    const { origin } = proxy
    const session = await openGuestSession(origin)
    const [start = '', end = ''] = JSON.stringify({ ...licence, name: '-' }).split('-')
    const body = Buffer.concat([Buffer.from(start), name, Buffer.from(end)])
    const head = requestHead('POST /api/akepa/document/generate', {
      Authorization: `Bearer ${session}`,
      'Content-Type': 'application/json',
      'Content-Length': body.length,
    })
    expect(await sendRaw(origin, head, body)).toMatchObject({
      status: 400,
      body: { code: 'requestMalformed', context: { reason: 'notUtf8' } },
    })
    expect(upstream.to('/akepa/document/generate')).toEqual([])
  })

  it('is limited for each guest’s address outside the sandbox', async () => {
    const upstream = await startScriptedUpstream()
    const limits = { guestSessionsPerMinute: 1, isSandbox: false, publicOrigin: 'https://uploads.example' }
    const { origin } = await startTestProxy(upstream.origin, limits)
    const session = await openGuestSession(origin)
    await expect
      .poll(async () => (await generate(origin, session)).body.code, { interval: 0 })
      .toBe('tooManyRequests')
  })

  it('ends a body that stops arriving', async () => {
    const { origin } = await startTestProxy('http://127.0.0.1:9', { uploadIdleMs: 100 })
    const session = await openGuestSession(origin)
    const head = requestHead('POST /api/akepa/document/generate', {
      Authorization: `Bearer ${session}`,
      'Content-Type': 'application/json',
      'Content-Length': 100,
    })
    expect(await sendRaw(origin, head, '{"work')).toMatchObject({
      status: 408,
      body: { code: 'uploadStalled' },
    })
  })
})

describe('generate, repeated with its Idempotency-Key', () => {
  const unused = shared(() => startTestProxy('http://127.0.0.1:9'))

  it('ten times at once makes one document upstream, and ten equal answers', async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const session = await openGuestSession(origin)

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => generate(origin, session, licence, 'key')),
    )

    expect(new Set(answers.map(({ body }) => JSON.stringify(body.data))).size).toBe(1)
    expect(new Set(answers.map(({ body }) => body.requestId)).size).toBe(10)
    expect(upstream.to('/akepa/document/generate')).toHaveLength(1)
  })

  it('through two replicas that share a store makes one document', async () => {
    const upstream = await startScriptedUpstream()
    const store = new MemoryStore()
    const replicas = [
      await startTestProxy(upstream.origin, {}, { store }),
      await startTestProxy(upstream.origin, {}, { store }),
    ]
    const session = await openGuestSession(replicas[0]?.origin ?? '')
    const answers = await Promise.all(replicas.map(({ origin }) => generate(origin, session, licence, 'key')))
    expect(answers[0]?.body.data).toEqual(answers[1]?.body.data)
    expect(upstream.to('/akepa/document/generate')).toHaveLength(1)
  })

  it('runs although the store took the first attempt in and lost its answer', async () => {
    const upstream = await startScriptedUpstream()
    const store = new MemoryStore()
    const setIfAbsent = store.setIfAbsent.bind(store)
    // A Redis client sends a command again when its connection broke off, and finds what it had set.
    vi.spyOn(store, 'setIfAbsent').mockImplementation(async (...entry) => {
      await setIfAbsent(...entry)
      return setIfAbsent(...entry)
    })
    const { origin } = await startTestProxy(upstream.origin, {}, { store })
    const session = await openGuestSession(origin)
    const answers = await Promise.all([1, 2].map(() => generate(origin, session, licence, 'key')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]?.body.data).toEqual(answers[1]?.body.data)
    expect(upstream.to('/akepa/document/generate')).toHaveLength(1)
  })

  it('answers with a valid ticket, and with the name although the store doesn’t hold it', async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const session = await openGuestSession(origin)
    const request = { ...licence, name: 'Passport of Ada' }
    await generate(origin, session, request, 'key')
    const repeat = await generate(origin, session, request, 'key')
    expect(repeat.body.data['name']).toBe('Passport of Ada')
    const registered = {
      session,
      id: String(repeat.body.data['id']),
      ticket: repeat.headers.get('Upload-Ticket') ?? '',
    }
    expect((await upload(origin, registered, await makeImage('jpeg'))).status).toBe(200)
  })

  it.each<[string, GenerateRequest]>([
    ['another name', { ...licence, name: 'other' }],
    ['a note', { ...licence, note: 'x' }],
    ['another format', { ...licence, extension: 'png' }],
  ])('is refused with %s', async (_what, request) => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const session = await openGuestSession(origin)
    await generate(origin, session, licence, 'key')
    expect(await generate(origin, session, request, 'key')).toMatchObject({
      status: 409,
      body: { code: 'idempotencyKeyReused' },
    })
    expect(upstream.to('/akepa/document/generate')).toHaveLength(1)
  })

  it('by another subject makes another document', async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const one = await generate(origin, await openGuestSession(origin), licence, 'key')
    const other = await generate(origin, await openGuestSession(origin), licence, 'key')
    expect(one.body.data['id']).not.toBe(other.body.data['id'])
  })

  it('with its properties in another order, after the secret was rotated, is the same body', async () => {
    const upstream = await startScriptedUpstream()
    const store = new MemoryStore()
    const secrets = ['o'.repeat(32), 'n'.repeat(32)]
    const before = await startTestProxy(upstream.origin, { sessionSecrets: secrets }, { store })
    const session = await openGuestSession(before.origin)
    await generate(before.origin, session, licence, 'key')
    const after = await startTestProxy(upstream.origin, { sessionSecrets: secrets.toReversed() }, { store })
    const shuffled = Object.fromEntries(Object.entries(licence).toReversed())
    expect((await generate(after.origin, session, shuffled, 'key')).status).toBe(200)
    expect(upstream.to('/akepa/document/generate')).toHaveLength(1)
  })

  it('fails with the first attempt if it waits for it, and begins anew afterwards', async () => {
    const upstream = await startScriptedUpstream()
    let fail = () => {}
    upstream.script.generate = (_exchange, response) => {
      fail = () => answerJson(response, 500, {})
    }
    const { origin } = await startTestProxy(upstream.origin)
    const session = await openGuestSession(origin)
    const first = generate(origin, session, licence, 'key')
    await eventually(() => expect(upstream.to('/akepa/document/generate')).toHaveLength(1))
    const second = generate(origin, session, licence, 'key')
    // Only a repeat that waits already fails too, so it must arrive before the first attempt fails.
    await eventually(async () => {
      const metrics = await (await fetch(`${origin}/metrics`)).text()
      expect(metrics).toContain('proxy_requests_in_flight 3')
    })
    for (let turns = 0; turns < 5; turns += 1) await fetch(`${origin}/metrics`)
    fail()
    expect((await first).body.code).toBe('upstreamFailed')
    expect((await second).body.code).toBe('upstreamFailed')

    delete upstream.script.generate
    expect((await generate(origin, session, licence, 'key')).status).toBe(200)
    expect(upstream.to('/akepa/document/generate')).toHaveLength(2)
  })

  it('finds the answer after the first caller has left', async () => {
    const upstream = await startScriptedUpstream()
    let answer = () => {}
    upstream.script.generate = (exchange, response) => {
      answer = () => generateDone(exchange, response)
    }
    const { origin } = await startTestProxy(upstream.origin)
    const session = await openGuestSession(origin)
    const leaving = new AbortController()
    const first = fetch(`${origin}/api/akepa/document/generate`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${session}`,
        'Idempotency-Key': 'key',
      },
      body: JSON.stringify(licence),
      signal: leaving.signal,
    })
    await eventually(() => expect(upstream.to('/akepa/document/generate')[0]?.isComplete).toBe(true))
    leaving.abort()
    await expect(first).rejects.toThrow('aborted')
    const repeat = generate(origin, session, licence, 'key')
    answer()
    expect((await repeat).status).toBe(200)
    expect(upstream.to('/akepa/document/generate')).toHaveLength(1)
  })

  it.each(['', 'x'.repeat(129), 'two words', 'caf\u00e9', 'tab\tbed'])('refuses the key %j', async (key) => {
    const { origin } = unused()
    const body = JSON.stringify(licence)
    const answer = await sendRaw(
      origin,
      requestHead('POST /api/akepa/document/generate', {
        Authorization: `Bearer ${await openGuestSession(origin)}`,
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        'Idempotency-Key': key,
      }),
      body,
    )
    expect(answer).toMatchObject({ status: 400, body: { code: 'idempotencyKeyInvalid' } })
  })

  it('makes another document if there is no key', async () => {
    const upstream = await startScriptedUpstream()
    const { origin } = await startTestProxy(upstream.origin)
    const { session, id } = await register(origin)
    expect((await generate(origin, session)).body.data['id']).not.toBe(id)
  })

  it('leaves nothing personal in the store', async () => {
    const upstream = await startScriptedUpstream()
    const written: string[] = []
    const store = new (class extends MemoryStore {
      override setIfAbsent(key: string, value: string, ttlMs: number) {
        written.push(key, value)
        return super.setIfAbsent(key, value, ttlMs)
      }
      override replaceIf(key: string, expected: string, value: string, ttlMs: number) {
        written.push(key, value)
        return super.replaceIf(key, expected, value, ttlMs)
      }
    })()
    const { origin } = await startTestProxy(upstream.origin, {}, { store })
    const session = await openGuestSession(origin)
    const personal = {
      name: 'Ada Lovelace',
      note: 'born in London',
      note_author_agent_email: 'ada@example.com',
    }
    const { body, headers } = await generate(origin, session, { ...licence, ...personal }, 'key')
    const registered = { session, id: String(body.data['id']), ticket: headers.get('Upload-Ticket') ?? '' }
    expect((await upload(origin, registered, await makeImage('jpeg'))).status).toBe(200)
    expect(written.length).toBeGreaterThan(6)
    for (const value of Object.values(personal)) expect(written.join('\n')).not.toContain(value)
  })
})

describe('documents', () => {
  it('come from the upstream, without properties that the contract does not name', async () => {
    const upstream = await startScriptedUpstream({
      generate: (_exchange, response) =>
        answerJson(response, 200, {
          code: '0',
          data: { ...documentNamed('doc_1'), uploadStatus: false, internal: 'secret' },
        }),
    })
    const { origin } = await startTestProxy(upstream.origin)
    const { body } = await generate(origin, await openGuestSession(origin))
    expect(body.data).toEqual({ ...documentNamed('doc_1'), uploadStatus: false })
  })
})
