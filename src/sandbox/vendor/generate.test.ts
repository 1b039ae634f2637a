import { expect, test } from 'vitest'
import { anyRequestId, anyTime, license, startOwnSandbox } from '../testing/sandbox-fixture.ts'

const anyId: unknown = expect.stringMatching(/^doc_[0-9A-Za-z]{22}$/)
const anyText: unknown = expect.any(String)

test.each(['PERSONAL', 'BUSINESS'])(
  'a generate of a %s document is answered with an ID, as the vendor shows it',
  async (workflow) => {
    const { client } = await startOwnSandbox()
    const { status, headers, body } = await client.generate({ ...license, workflow })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(body).toEqual({
      code: '0',
      data: {
        id: anyId,
        aggregatorId: 'CLIENTID',
        uploadStatus: false,
        workflow,
        name: 'license',
        extension: 'jpg',
        type: 'license',
        dtsCreatedAt: anyTime,
      },
      requestId: anyRequestId,
    })
  },
)

test('a note and an e-mail address are kept, but not echoed', async () => {
  const { client } = await startOwnSandbox()
  const { body } = await client.generate({
    ...license,
    note: 'both sides',
    note_author_agent_email: 'a@b.example',
  })
  expect(body.data).not.toHaveProperty('note')
  expect(body.data).not.toHaveProperty('note_author_agent_email')
  expect(await client.documents()).toMatchObject([
    { note: 'both sides', note_author_agent_email: 'a@b.example' },
  ])
})

test('a lone surrogate in a name survives the way to the disk and back', async () => {
  const { client } = await startOwnSandbox()
  const { body } = await client.generate({ ...license, name: 'a\uD800b' })
  expect(body.data?.['name']).toBe('a\uD800b')
  expect((await client.documents())[0]?.name).toBe('a\uD800b')
})

test('a missing name is answered with the error of the vendor’s example', async () => {
  const { client } = await startOwnSandbox()
  const { name: _name, ...nameless } = license
  const { status, body } = await client.generate(nameless)
  expect(status).toBe(400)
  expect(body).toEqual({
    requestId: anyRequestId,
    code: 'requestValidateError',
    context: [
      {
        instancePath: '',
        schemaPath: '#/required',
        keyword: 'required',
        params: { missingProperty: 'name' },
        message: "must have required property 'name'",
      },
    ],
  })
})

test('an empty name is answered with the path, the keyword and the limit', async () => {
  const { client } = await startOwnSandbox()
  const { body } = await client.generate({ ...license, name: '' })
  expect(body.context).toEqual([
    {
      instancePath: '/name',
      schemaPath: '#/properties/name/minLength',
      keyword: 'minLength',
      params: { limit: 1 },
      message: 'must NOT have fewer than 1 characters',
    },
  ])
})

test.each([
  ['an unknown workflow', { workflow: 'OTHER' }, '/workflow', 'enum'],
  ['an unknown type', { type: 'selfie' }, '/type', 'enum'],
  ['an unknown extension', { extension: 'jpeg' }, '/extension', 'enum'],
  ['a name of 51 characters', { name: 'a'.repeat(51) }, '/name', 'maxLength'],
  ['a name with an angle bracket', { name: 'a<b' }, '/name', 'pattern'],
  ['a name over two lines', { name: 'a\nb' }, '/name', 'pattern'],
  ['a name over two lines, by U+2028', { name: 'a\u2028b' }, '/name', 'pattern'],
  ['a name of white space', { name: ' \t\u00A0' }, '/name', 'isNotOnlyWhitespace'],
  ['a name that is null', { name: null }, '/name', 'type'],
  ['a note of 501 characters', { note: 'a'.repeat(501) }, '/note', 'maxLength'],
  ['a note with an angle bracket', { note: '>' }, '/note', 'pattern'],
  ['a note over two lines', { note: 'a\r\nb' }, '/note', 'pattern'],
  ['a malformed e-mail address', { note_author_agent_email: 'a@b' }, '/note_author_agent_email', 'format'],
  ['an e-mail address that is null', { note_author_agent_email: null }, '/note_author_agent_email', 'type'],
  ['an unknown property', { country: 'CA' }, '', 'additionalProperties'],
])('%s is refused, and creates nothing', async (_what, change, instancePath, keyword) => {
  const { client } = await startOwnSandbox()
  const { status, body } = await client.generate({ ...license, ...change })
  expect(status).toBe(400)
  expect(body).toMatchObject({ code: 'requestValidateError', context: [{ instancePath, keyword }] })
  expect(body.context).toHaveLength(1)
  expect(await client.documents()).toEqual([])
})

test.each([
  ['a name of 50 emoji', { name: '🪪'.repeat(50) }],
  ['an empty note', { note: '' }],
  ['a note that is null', { note: null }],
  ['a note of 500 emoji', { note: '🪪'.repeat(500) }],
  ['an e-mail address with a plus', { note_author_agent_email: 'a+b@mail.example' }],
])('%s is accepted', async (_what, change) => {
  const { client } = await startOwnSandbox()
  expect((await client.generate({ ...license, ...change })).status).toBe(200)
  expect(await client.documents()).toMatchObject([change])
})

test.each([
  ['no token', {}],
  ['an unknown token', { 'x-connectfi-token': 'guess' }],
  ['an empty token', { 'x-connectfi-token': '' }],
])('a generate with %s is unauthorized, whatever its body', async (_what, headers) => {
  const { client } = await startOwnSandbox()
  const { status, body } = await client.post('/akepa/document/generate', {
    body: '{',
    headers: { 'content-type': 'application/json', ...headers },
  })
  expect(status).toBe(401)
  expect(body).toMatchObject({ code: 'unauthorized', message: 'Authentication error' })
})

test('an expired token is unauthorized', async () => {
  const { client } = await startOwnSandbox({ tokenTtlSeconds: 0 })
  expect(await client.generate()).toMatchObject({ status: 401, body: { code: 'unauthorized' } })
})

test.each([
  ['a body that is not JSON', '{"workflow":', 'application/json', 400],
  ['no body', '', 'application/json', 400],
  ['a body of another type', 'workflow=PERSONAL', 'application/x-www-form-urlencoded', 415],
  ['an endless body', JSON.stringify({ ...license, note: 'a'.repeat(2_000_000) }), 'application/json', 413],
])('%s is refused in the vendor’s envelope', async (_what, body, contentType, status) => {
  const { client } = await startOwnSandbox()
  const headers = { 'content-type': contentType, ...(await client.authorization()) }
  const answer = await client.post('/akepa/document/generate', { body, headers })
  expect(answer.status).toBe(status)
  expect(answer.body).toEqual({
    requestId: anyRequestId,
    code: 'requestValidateError',
    message: anyText,
  })
})

test('AJV refuses JSON that is not an object', async () => {
  const { client } = await startOwnSandbox()
  const { body } = await client.generate(null)
  expect(body.context).toMatchObject([{ instancePath: '', keyword: 'type', params: { type: 'object' } }])
})
