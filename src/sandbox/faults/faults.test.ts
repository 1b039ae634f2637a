import { expect, test } from 'vitest'
import { faultRules } from './faults.ts'
import { license, startOwnSandbox } from '../testing/sandbox-fixture.ts'

test('several markers in one name strike one after the other', async () => {
  const { client } = await startOwnSandbox()
  const id = await client.idOf('[fault:upload-500:once][fault:upload-429:once]')
  const statuses = [await client.upload(id), await client.upload(id), await client.upload(id)]
  expect(statuses.map(({ status }) => status)).toEqual([500, 429, 200])
})

test('a marker with “once” strikes each name once, and again after all is cleared', async () => {
  const { client, origin } = await startOwnSandbox()
  const statusOf = async (name: string) => (await client.generate({ ...license, name })).status
  expect(await statusOf('[fault:generate-500:once]')).toBe(500)
  expect(await statusOf('[fault:generate-500:once]')).toBe(200)
  expect(await statusOf('[fault:generate-500:once] 2')).toBe(500)
  await fetch(`${origin}/sandbox/documents`, { method: 'DELETE' })
  expect(await statusOf('[fault:generate-500:once]')).toBe(500)
})

test('a refused body spends no marker', async () => {
  const { client } = await startOwnSandbox()
  const name = '[fault:generate-500:once]'
  expect((await client.generate({ ...license, name, type: 'selfie' })).status).toBe(400)
  expect((await client.generate({ ...license, name })).status).toBe(500)
})

test.each([
  '[fault:generate-418]',
  '[fault:constructor]',
  '[fault:generate-500',
  '[fault:generate-500:twice]',
])('the marker %s has no effect', async (name) => {
  const { client } = await startOwnSandbox()
  expect((await client.generate({ ...license, name })).status).toBe(200)
})

test('every marker fits into a name', () => {
  for (const fault of faultRules.keys()) expect(`[fault:${fault}:once]`.length).toBeLessThanOrEqual(50)
})

test('what is set for all strikes whatever the name, after the name’s own, until it is cleared', async () => {
  const { client, origin } = await startOwnSandbox()
  const set = async (...faults: string[]) =>
    fetch(`${origin}/sandbox/faults`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(faults),
    })
  const listed = async () => (await (await fetch(`${origin}/sandbox/faults`)).json()) as unknown
  const id = await client.idOf('[fault:upload-429:once]')
  expect((await set('upload-500:once', 'upload-503', 'generate-400:once')).status).toBe(204)
  const statuses = []
  for (let calls = 0; calls < 4; calls += 1) statuses.push((await client.upload(id)).status)
  expect(statuses).toEqual([429, 500, 503, 503])
  expect(await listed()).toEqual(['upload-503', 'generate-400:once'])
  expect(await (await fetch(origin)).text()).toContain('Every document suffers: <code>upload-503</code>')
  expect((await client.generate(license)).status).toBe(400)
  expect((await client.generate(license)).status).toBe(200)
  for (const wrong of ['upload-418', 'upload-500:twice', ':once'])
    expect((await set('upload-429', wrong)).status).toBe(400)
  expect(await listed()).toEqual(['upload-503'])
  await fetch(`${origin}/sandbox/documents`, { method: 'DELETE' })
  expect((await client.upload(await client.idOf('good'))).status).toBe(200)
  expect(await listed()).toEqual([])
})
