import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { fileBytes, license, startOwnSandbox } from './testing/sandbox-fixture.ts'
import { startSandbox } from './sandbox.ts'
import { eventually } from '../testing/eventually.ts'
import { fileHead, testBoundary } from '../testing/forms.ts'

test('a restart finds everything again, in the order in which it came', async () => {
  const { client, dir, close } = await startOwnSandbox()
  for (const name of ['first', 'second', 'third', 'fourth']) {
    await client.generate({ ...license, name, note: name, note_author_agent_email: 'a@b.example' })
  }
  const id = await client.idOf('fifth')
  await client.upload(id)
  const before = await client.documents()
  await close()

  const { client: restarted } = await startOwnSandbox({ dir })
  expect(await restarted.documents()).toEqual(before)
  expect(before.map(({ name }) => name)).toEqual(['fifth', 'fourth', 'third', 'second', 'first'])
  expect(await restarted.file(id)).toEqual(fileBytes)
  await restarted.generate({ ...license, name: 'sixth' })
  expect((await restarted.documents())[0]?.name).toBe('sixth')
})

test('documents made at the same time keep their order over a restart', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const { client, dir, close } = await startOwnSandbox()
  for (const name of ['c', 'a', 'd', 'b']) await client.generate({ ...license, name })
  const before = await client.documents()
  expect(before.map(({ name }) => name)).toEqual(['b', 'd', 'a', 'c'])
  expect(new Set(before.map(({ dtsCreatedAt }) => dtsCreatedAt)).size).toBe(4)
  await close()
  const { client: restarted } = await startOwnSandbox({ dir })
  expect(await restarted.documents()).toEqual(before)
})

test('a document registered before a restart can be uploaded to after it', async () => {
  const { client, dir, close } = await startOwnSandbox()
  const id = await client.idOf('registered')
  await close()
  const { client: restarted } = await startOwnSandbox({ dir })
  expect((await restarted.upload(id)).status).toBe(200)
})

test.each([
  ['is not JSON', '{"id":'],
  ['is empty', ''],
  ['has another shape', '{"id":"doc_0000000000000000000000"}'],
  ['names another document', undefined],
])('metadata that %s leaves the other documents alone', async (_what, metadata) => {
  const { client, dir, close } = await startOwnSandbox()
  const good = await client.idOf('good')
  const bad = await client.idOf('bad')
  await close()
  const foreign = JSON.stringify({ ...license, id: good, dtsCreatedAt: new Date().toISOString() })
  await writeFile(join(dir, bad, 'document.json'), metadata ?? foreign)

  const { client: restarted, origin } = await startOwnSandbox({ dir })
  expect((await restarted.documents()).map(({ id, name }) => ({ id, name }))).toEqual([
    { id: good, name: 'good' },
  ])
  expect((await fetch(origin)).status).toBe(200)
  expect((await restarted.upload(bad)).body.code).toBe('documentNotFound')
})

test('a document whose file is missing is not found', async () => {
  const { client, dir, close } = await startOwnSandbox()
  const id = await client.idOf('robbed')
  await client.upload(id)
  const [document] = await client.documents()
  await close()
  await rm(join(dir, id, document?.sha256 ?? ''))
  const { client: restarted } = await startOwnSandbox({ dir })
  expect(await restarted.documents()).toEqual([])
})

test('clearing removes documents, and nothing else in the folder', async () => {
  const { client, origin, dir } = await startOwnSandbox()
  await client.upload(await client.idOf('one'))
  await writeFile(join(dir, 'holiday.jpg'), 'mine')
  await mkdir(join(dir, 'doc_broken'))
  const response = await fetch(`${origin}/sandbox/documents`, { method: 'DELETE' })
  expect(response.status).toBe(204)
  expect(await client.documents()).toEqual([])
  expect(await client.requests()).toEqual([])
  expect(await readdir(dir)).toEqual(['holiday.jpg'])
  expect((await client.generate()).status).toBe(200)
})

test('the next start removes half-written files of a crash, and nothing else', async () => {
  const { client, dir, close } = await startOwnSandbox()
  const id = await client.idOf('whole')
  await client.upload(id)
  const [before] = await client.documents()
  await close()
  await writeFile(join(dir, '.incoming-0123456789abcdef'), 'half a file')
  await mkdir(join(dir, '.incoming-fedcba9876543210'))
  await writeFile(join(dir, '.incoming-fedcba9876543210', 'document.json'), '{"id":')
  await writeFile(join(dir, id, '0'.repeat(64)), 'a file that no metadata names')
  await writeFile(join(dir, 'holiday.jpg'), 'mine')
  await writeFile(join(dir, id, 'remark.txt'), 'mine')

  const { client: restarted } = await startOwnSandbox({ dir })
  expect((await readdir(dir)).toSorted()).toEqual([id, 'holiday.jpg'].toSorted())
  expect((await readdir(join(dir, id))).toSorted()).toEqual(
    [String(before?.sha256), 'document.json', 'remark.txt'].toSorted(),
  )
  expect(await restarted.file(id)).toEqual(fileBytes)
})

test('a start that fails because another sandbox runs leaves its drafts alone', async () => {
  const { client, origin, dir } = await startOwnSandbox()
  const upload = await client.openUpload(await client.idOf('on its way'), 1000)
  upload.write(`--${testBoundary}\r\n${fileHead}\r\n\r\nthe beginning of a file`)
  const drafts = async () => (await readdir(dir)).filter((name) => name.startsWith('.incoming-'))
  await eventually(async () => expect(await drafts()).toHaveLength(1))
  await expect(startSandbox({ dir, port: Number(new URL(origin).port) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
  expect(await drafts()).toHaveLength(1)
  upload.destroy()
})

test('a failing write is answered, reported as a warning, and leaves nothing half written', async () => {
  const { client, dir } = await startOwnSandbox()
  const id = await client.idOf('whole')
  const warnings: Error[] = []
  const listen = (warning: Error) => warnings.push(warning)
  process.on('warning', listen)
  onTestFinished(() => void process.off('warning', listen))
  // A folder stands in the metadata's place, so no file can be renamed to it.
  await rm(join(dir, id, 'document.json'))
  await mkdir(join(dir, id, 'document.json', 'in the way'), { recursive: true })
  expect((await client.upload(id)).status).toBe(500)
  expect(await readdir(dir)).toEqual([id])
  await rm(dir, { recursive: true })
  expect(await client.generate()).toMatchObject({ status: 500, body: { code: 'internalServerError' } })
  await mkdir(dir)
  expect((await client.generate()).status).toBe(200)
  expect(warnings).toMatchObject([
    { name: 'SandboxFailure', message: expect.stringMatching(/^(?:EISDIR|ENOTEMPTY|EEXIST)/) as string },
    { name: 'SandboxFailure', message: expect.stringContaining('ENOENT') as string },
  ])
})

test('a folder that can’t be made fails the start', async () => {
  const { dir } = await startOwnSandbox()
  await writeFile(join(dir, 'taken'), '')
  await expect(startSandbox({ dir: join(dir, 'taken') })).rejects.toMatchObject({ code: 'EEXIST' })
})
