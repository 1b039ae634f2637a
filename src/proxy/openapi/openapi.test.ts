import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { generateRequestSchema } from '../../contract/document/document.ts'
import { errorCodes, errorRule } from '../../contract/errors.ts'
import { sessionRequestSchema } from '../../contract/api/partner-api.ts'
import vendorSchema from '../../sandbox/vendor/generate.request.schema.json' with { type: 'json' }
import { call } from '../../testing/call.ts'
import { startForCustomers } from '../testing/customers.ts'
import { undeclaredAnswers } from '../testing/requests/declared-answers.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { generate, licence, makeImage, openGuestSession, upload } from '../testing/requests/proxy-client.ts'
import { startScriptedUpstream } from '../testing/scripted-upstream.ts'
import { endpoints } from './endpoints.ts'
import { apiVersion, describeApi } from './openapi-document.ts'
import { toJsonSchema } from './schema-rules.ts'

function compile(schema: object, ajv: Ajv = new Ajv2020({ strict: false })) {
  addFormats(ajv, { mode: 'full' })
  ajv.addKeyword({
    keyword: 'isNotOnlyWhitespace',
    type: 'string',
    schemaType: 'boolean',
    validate: (isOn: boolean, text: string) => !isOn || text.trim() !== '',
  })
  return ajv.compile(schema)
}

/** The schema of the 200 of a method at a path. */
function answerSchema(path: string, method: string): object {
  const { paths, components } = describeApi() as {
    paths: Record<
      string,
      Record<string, { responses: { 200: { content: Record<string, { schema: object }> } } }>
    >
    components: object
  }
  return { ...paths[path]?.[method]?.responses[200].content['application/json']?.schema, components }
}

describe('the OpenAPI document', () => {
  it('is one of version 3.1, by that version’s own schema', async () => {
    const document = JSON.parse(JSON.stringify(describeApi())) as Record<string, string>
    const { valid, errors } = await new Validator().validate(document)
    expect([valid, errors]).toEqual([true, undefined])
  })

  it('has the version of the package', () => {
    const { version } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
    ) as {
      version: string
    }
    expect(apiVersion).toBe(version)
  })

  it('names every error code with its rule, and each in an answer of its status, but for the one of no address', () => {
    const text = JSON.stringify(describeApi())
    const { 'x-error-codes': codes } = JSON.parse(text) as { 'x-error-codes': Record<string, object> }
    expect(Object.keys(codes)).toEqual(errorCodes)
    expect(codes['uploadStalled']).toEqual({
      status: errorRule('uploadStalled').status,
      message: 'The body stopped arriving.',
      retryable: true,
      actor: 'person',
      unconfirmed: false,
    })
    const { paths } = JSON.parse(text) as { paths: unknown }
    const named = JSON.stringify(paths)
    expect(errorCodes.filter((code) => !named.includes(`"${code}"`))).toEqual(['methodNotAllowed'])
  })

  it('has no refinement without a rule', () => {
    const odd = z.object({ even: z.number().check(z.refine((value) => value % 2 === 0)) })
    expect(() => toJsonSchema(odd, 'input')).toThrow('no rule for the refinement at “properties.even”')
  })
})

describe('the schema of generate’s body', () => {
  const described = compile(toJsonSchema(generateRequestSchema, 'input'))
  const vendors = compile(vendorSchema, new Ajv())
  const unit = fc.constantFrom('a', ' ', '<', '\n', '\u2028', '\uFEFF', '\u{1F600}', '\uD800', 'é', '\u0000')
  const text = (most: number) =>
    fc.oneof(
      fc.array(unit, { maxLength: 4 }).map((units) => units.join('')),
      fc.tuple(unit, fc.integer({ min: most - 1, max: most + 1 })).map(([one, times]) => one.repeat(times)),
    )
  const email = fc.oneof(
    fc.emailAddress(),
    fc.constantFrom('a@b.c', 'a@b', 'a b@c.de', '"a"@b.de', 'a@-b.de', 'a@b.de\n', 'a@[1.2.3.4]', ''),
  )
  const body = fc.record(
    {
      workflow: fc.constantFrom('PERSONAL', 'BUSINESS', 'personal', 1),
      name: fc.oneof(text(50), fc.constant(7)),
      extension: fc.constantFrom('jpg', 'png', 'gif'),
      type: fc.constantFrom('license', '1099', 'visa'),
      note: fc.oneof(text(500), fc.constant(null)),
      note_author_agent_email: email,
      extra: fc.constant(true),
    },
    { requiredKeys: [] },
  )

  /** A body that is good but for one property, which may be good too. */
  const nearlyGood = fc
    .tuple(body, fc.constantFrom('name', 'note', 'note_author_agent_email', 'type'))
    .map(([given, name]) => ({ ...licence, [name]: given[name as keyof typeof given] }))

  const atTheLimits = [49, 50, 51, 499, 500, 501].flatMap((length) =>
    ['name', 'note'].map((name): [object] => [{ ...licence, [name]: '\u{1F600}'.repeat(length) }]),
  )

  it('takes what the vendor’s own schema takes, and the wizard’s, and nothing else', () => {
    let taken = 0
    fc.assert(
      fc.property(fc.oneof<fc.Arbitrary<object>[]>(body, nearlyGood), (given) => {
        const sent = JSON.parse(JSON.stringify(given)) as unknown
        const isTaken = described(sent)
        taken += isTaken ? 1 : 0
        expect([isTaken, generateRequestSchema.safeParse(sent).success]).toEqual([
          vendors(sent),
          vendors(sent),
        ])
      }),
      { examples: atTheLimits },
    )
    expect(taken).toBeGreaterThan(5)
  })
})

describe('the schema of a session’s terms', () => {
  const described = compile(toJsonSchema(sessionRequestSchema, 'input'))

  it.each<[string, object, boolean]>([
    ['a reference alone', {}, true],
    ['a reusable link with its days', { link: { reusable: true, days: 30 } }, true],
    ['a reusable link without days', { link: { reusable: true } }, false],
    ['minutes of a link that opens once', { link: { minutes: 10 } }, true],
    ['minutes of a reusable link', { link: { reusable: true, days: 30, minutes: 10 } }, false],
    ['days of a link that opens once', { link: { days: 3 } }, false],
    ['an empty reference', { reference: '' }, false],
    ['a line break in a title', { requested: [{ key: 'a', types: ['w2'], title: 'a\nb' }] }, false],
    ['a blank title', { requested: [{ key: 'a', types: ['w2'], title: ' ' }] }, false],
    ['a title', { requested: [{ key: 'a', types: ['w2'], title: 'Your W-2' }] }, true],
    ['an odd key', { requested: [{ key: 'a b', types: ['w2'] }] }, false],
    ['no document in the list', { requested: [] }, false],
    ['an e-mail address with a space', { prefill: { note_author_agent_email: 'a b@c.de' } }, false],
    ['no language', { locale: 7 }, false],
    ['words of 301 characters', { afterwards: 'a'.repeat(301) }, false],
    ['a day of eight hours', { ttlSeconds: 28_800 }, true],
    ['a session of a second', { ttlSeconds: 1 }, false],
    ['an unknown term', { colour: 'red' }, false],
  ])('judges %s as the proxy does', (_what, terms, isTaken) => {
    const body = { reference: 'customer', ...terms }
    expect([described(body), sessionRequestSchema.safeParse(body).success]).toEqual([isTaken, isTaken])
  })
})

describe('the answers that the document describes', () => {
  it('are those that a document gets on its way, and those to its partner', async () => {
    const { origin, register: registerFor, ask, askAs } = await startForCustomers()
    const registered = await registerFor()
    const authorised = { headers: { Authorization: `Bearer ${registered.session}` } }
    const file = await makeImage('jpeg')
    const answers = [
      ['/api/session', 'get', await call(`${origin}/api/session`, { method: 'GET', ...authorised })],
      ['/api/sessions/guest', 'post', await call(`${origin}/api/sessions/guest`)],
      [
        '/api/akepa/document/generate',
        'post',
        await generate(origin, await openGuestSession(origin), licence),
      ],
      [
        '/api/handoffs',
        'post',
        await call(`${origin}/api/handoffs`, {
          headers: { ...authorised.headers, 'Content-Type': 'application/json' },
          body: JSON.stringify({ documentId: registered.id }),
        }),
      ],
      [
        '/api/documents/{documentId}/resume',
        'post',
        await call(`${origin}/api/documents/${registered.id}/resume`, authorised),
      ],
      ['/api/akepa/document/upload/{documentId}', 'post', await upload(origin, registered, file)],
      ['/api/visits', 'get', await askAs()],
      ['/api/receipts', 'get', await askAs(undefined, 'receipts')],
      ['/api/receipts', 'get', await ask('receipts?since=2026-01-01T00:00:00Z')],
      ['/healthz', 'get', await call(`${origin}/healthz`, { method: 'GET' })],
      ['/readyz', 'get', await call(`${origin}/readyz`, { method: 'GET' })],
    ] as const
    for (const [path, method, { status, body }] of answers) {
      const accepts = compile(answerSchema(path, method))
      expect([path, status, accepts(body), accepts.errors]).toEqual([path, 200, true, null])
      expect(accepts({ ...body, data: 'nothing' })).toBe(false)
    }
  })

  it('are all that a proxy gives: its tests fail at another', async () => {
    const line = (route: string, code?: string) =>
      JSON.stringify({ level: 30, msg: 'request', method: 'POST', route, status: 400, code })
    const upload = '/api/akepa/document/upload/:documentId'
    expect(undeclaredAnswers([line(upload), line(upload, 'fileDamaged')].join('\n'))).toEqual([])
    expect(undeclaredAnswers(line(upload, 'linkUsed'))).toEqual([`POST ${upload}: 400 linkUsed`])
    expect(undeclaredAnswers(line('/api/new'))).toEqual(['POST /api/new'])

    const { origin } = await startScriptedUpstream()
    const proxy = await startTestProxy(origin)
    const served = (await (await fetch(`${proxy.origin}/openapi.json`)).json()) as unknown
    expect(served).toEqual(JSON.parse(JSON.stringify(describeApi())))
  })

  it('have a page for people in sandbox mode alone, which names every endpoint', async () => {
    const { origin } = await startScriptedUpstream()
    const sandboxed = await startTestProxy(origin, { isSandbox: true })
    const page = await (await fetch(`${sandboxed.origin}/docs`)).text()
    for (const { method, route } of endpoints) expect(page).toContain(`${method.toUpperCase()} ${route}</h2>`)
    expect(page).not.toMatch(/<script|style=/)
    const real = await startTestProxy(origin, { isSandbox: false })
    expect((await fetch(`${real.origin}/docs`)).status).toBe(404)
  })
})
