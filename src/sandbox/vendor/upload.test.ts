import { once } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { type IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import {
  anyRequestId,
  anyTime,
  fileBytes,
  license,
  startOwnSandbox,
  uploadPath,
} from '../testing/sandbox-fixture.ts'
import { eventually } from '../../testing/eventually.ts'
import { fileHead, formOf, multipart, testBoundary } from '../../testing/forms.ts'
import { sha256Of } from '../../testing/sha256-of.ts'

test('an uploaded file is kept byte for byte, and its document is marked as uploaded', async () => {
  const { client } = await startOwnSandbox()
  const generated = await client.generate()
  const id = String(generated.body.data?.['id'])
  const { status, body } = await client.upload(id)
  expect(status).toBe(200)
  expect(body).toEqual({
    code: '0',
    data: { ...generated.body.data, uploadStatus: true },
    requestId: anyRequestId,
  })
  expect(await client.documents()).toEqual([
    { ...generated.body.data, uploadStatus: true, size: fileBytes.length, sha256: sha256Of(fileBytes) },
  ])
  expect(await client.file(id)).toEqual(fileBytes)
})

test('a file that is larger than every buffer arrives whole', async () => {
  const { client } = await startOwnSandbox()
  const bytes = Buffer.alloc(5_000_000, 'a stretch of bytes that repeats, though never on a block boundary')
  const id = await client.idOf('large')
  expect((await client.upload(id, formOf(bytes))).status).toBe(200)
  expect(await client.documents()).toMatchObject([{ size: bytes.length, sha256: sha256Of(bytes) }])
})

test('a second upload replaces the first', async () => {
  const { client, dir } = await startOwnSandbox()
  const id = await client.idOf('twice')
  await client.upload(id)
  const second = Buffer.from('second')
  expect((await client.upload(id, formOf(second))).status).toBe(200)
  expect(await client.file(id)).toEqual(second)
  expect((await readdir(`${dir}/${id}`)).toSorted()).toEqual([sha256Of(second), 'document.json'].toSorted())
})

test('a second upload of the same file leaves it in place', async () => {
  const { client } = await startOwnSandbox()
  const id = await client.idOf('again')
  await client.upload(id)
  expect((await client.upload(id)).status).toBe(200)
  expect(await client.file(id)).toEqual(fileBytes)
})

test('many uploads at the same time leave one whole file', async () => {
  const { client, dir } = await startOwnSandbox()
  const id = await client.idOf('at once')
  const files = ['a', 'b', 'a', 'b', 'a'].map((text) => Buffer.from(text.repeat(70_000)))
  const answers = await Promise.all(files.map((bytes) => client.upload(id, formOf(bytes))))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  const [document] = await client.documents()
  expect(sha256Of(await client.file(id))).toBe(document?.sha256)
  expect(await readdir(`${dir}/${id}`)).toHaveLength(2)
  expect(await readdir(dir)).toEqual([id])
})

test('other parts may stand before and after the file, and are ignored', async () => {
  const { client } = await startOwnSandbox()
  const id = await client.idOf('among others')
  const { body, headers } = multipart([
    ['Content-Disposition: form-data; name="comment"', 'first'],
    ['Content-Disposition: form-data; name="other"; filename="other.jpg"', 'not me'],
    [fileHead, 'the file'],
    ['Content-Disposition: form-data; name="file"; filename="second.jpg"', 'nor me'],
    ['Content-Disposition: form-data; name="comment"', 'last'],
  ])
  expect((await client.upload(id, body, headers)).status).toBe(200)
  expect(String(await client.file(id))).toBe('the file')
  expect((await client.requests()).at(-1)).toMatchObject({ parts: 5, bytes: 8 })
})

const empty = multipart([[fileHead, '']])
const asField = multipart([['Content-Disposition: form-data; name="file"', 'text']])
const nothing = multipart([])
const unclosed = multipart([[fileHead, 'whole']], '')
const headless = multipart([['\0', 'x']])
const endedAtStart = multipart([[fileHead, `--${testBoundary}\r\n--`]], '')

test.each([
  ['an empty file', empty.body, empty.headers],
  ['a text field named file', asField.body, asField.headers],
  ['no part', nothing.body, nothing.headers],
  ['a body without its last delimiter', unclosed.body, unclosed.headers],
  ['a part whose head makes no sense', headless.body, headless.headers],
  ['a part with a delimiter where its file begins', endedAtStart.body, endedAtStart.headers],
  ['no multipart', 'bytes', { 'content-type': 'image/jpeg' }],
  ['multipart without a boundary', empty.body, { 'content-type': 'multipart/form-data' }],
  ['no type', Buffer.from('bytes'), {}],
  ['nothing', '', {}],
])('%s holds no file', async (_what, body, headers) => {
  const { client, dir } = await startOwnSandbox()
  const id = await client.idOf('no file')
  expect(await client.upload(id, body, headers)).toMatchObject({
    status: 400,
    body: { code: 'fileNotFound', message: 'File not found.' },
  })
  expect(await client.documents()).toMatchObject([{ uploadStatus: false }])
  expect(await readdir(dir)).toEqual([id])
})

test('the rest of a refused body is still read to its end', async () => {
  const { client } = await startOwnSandbox()
  const upload = await client.openUpload(await client.idOf('given up'), headless.body.length + 1_000_000)
  upload.write(headless.body)
  const [response] = (await once(upload, 'response')) as [IncomingMessage]
  expect(response.resume().statusCode).toBe(400)
  upload.end('x'.repeat(1_000_000))
  await eventually(async () => expect((await client.requests()).at(-1)).toMatchObject({ complete: true }))
})

test('a file in another field is not found', async () => {
  const { client } = await startOwnSandbox()
  const id = await client.idOf('another field')
  expect((await client.upload(id, formOf(fileBytes, 'document'))).body.code).toBe('fileNotFound')
})

test('an unknown ID is refused by name', async () => {
  const { client } = await startOwnSandbox()
  const { status, body } = await client.upload('doc_0000000000000000000000')
  expect(status).toBe(400)
  expect(body).toEqual({
    requestId: anyRequestId,
    code: 'documentNotFound',
    message: 'Document not found.',
    context: { documentId: 'doc_0000000000000000000000' },
  })
})

test('an upload without a token is unauthorized and not kept', async () => {
  const { client } = await startOwnSandbox()
  const id = await client.idOf('no token')
  expect(await client.post(uploadPath(id), { body: formOf(fileBytes) })).toMatchObject({
    status: 401,
    body: { code: 'unauthorized', message: 'Authentication error' },
  })
  expect(await client.documents()).toMatchObject([{ uploadStatus: false }])
})

const { body: wholeBody } = multipart([[fileHead, 'a file '.repeat(100)]])

test.each([
  ['in the middle of the file', wholeBody.slice(0, -60), wholeBody.length],
  ['one byte before its end', wholeBody.slice(0, -1), wholeBody.length],
  ['after its last delimiter, but before its promised length', wholeBody, wholeBody.length + 1],
])('an upload cut off %s stores nothing', async (_where, sent, promised) => {
  const { client, dir } = await startOwnSandbox()
  const id = await client.idOf('cut off')
  const upload = await client.openUpload(id, promised)
  upload.write(sent)
  await eventually(async () => expect((await client.requests()).at(-1)?.bytes).toBeGreaterThan(0))
  upload.destroy()
  await eventually(async () => expect(await readdir(dir)).toEqual([id]))
  expect(await client.documents()).toMatchObject([{ uploadStatus: false }])
  expect((await client.requests()).at(-1)?.complete).toBe(false)
})

test('an early refusal reaches a client that is still sending', async () => {
  const { client } = await startOwnSandbox()
  const large = formOf(Buffer.alloc(5_000_000))
  expect((await client.upload('doc_0000000000000000000000', large)).body.code).toBe('documentNotFound')
  expect((await client.post(uploadPath('doc_0'), { body: large })).status).toBe(401)
  expect((await client.upload(await client.idOf('[fault:upload-503]'), large)).status).toBe(503)
})

test('a failing disk is answered with 500, without the folder’s name', async () => {
  const { client, dir } = await startOwnSandbox()
  const id = await client.idOf('disk')
  await rm(dir, { recursive: true })
  const { status, body } = await client.upload(id, formOf(Buffer.alloc(1_000_000)))
  expect(status).toBe(500)
  expect(body).toEqual({
    requestId: anyRequestId,
    code: 'internalServerError',
    message: 'Internal server error.',
  })
})

test('the log shows the form as it arrived', async () => {
  const { client } = await startOwnSandbox()
  const id = await client.idOf('framing')
  const { body, headers } = multipart([[fileHead, 'the file']])
  await client.upload(`${id}?secret=1`, body, headers)
  expect(await client.requests()).toEqual([
    expect.objectContaining({ method: 'POST', path: '/auth/get-token', complete: true }),
    expect.objectContaining({ method: 'POST', path: '/akepa/document/generate', complete: true }),
    {
      method: 'POST',
      path: uploadPath(id),
      at: anyTime,
      complete: true,
      contentType: headers['content-type'],
      contentLength: body.length,
      parts: 1,
      filename: 'picked.jpg',
      bytes: 8,
    },
  ])
  expect(JSON.stringify(await client.requests())).not.toContain(
    (await client.authorization())['x-connectfi-token'],
  )
})

test('an upload fails if its document is cleared meanwhile', async () => {
  const { client, dir, origin } = await startOwnSandbox()
  const { body } = await client.generate({ ...license, name: 'cleared' })
  const upload = await client.openUpload(String(body.data?.['id']), wholeBody.length)
  upload.write(wholeBody.slice(0, -10))
  await eventually(async () => expect((await client.requests()).at(-1)?.bytes).toBeGreaterThan(0))
  await fetch(`${origin}/sandbox/documents`, { method: 'DELETE' })
  upload.end(wholeBody.slice(-10))
  const [response] = (await once(upload, 'response')) as [IncomingMessage]
  expect(response.resume().statusCode).toBe(400)
  expect(await client.documents()).toEqual([])
  await eventually(async () => expect(await readdir(dir)).toEqual([]))
})
