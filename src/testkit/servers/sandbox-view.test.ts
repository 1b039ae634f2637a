import { expect, it, onTestFinished } from 'vitest'
import { serve } from '../../testing/serve.ts'
import { startTestSandbox } from './sandbox-fixtures.ts'
import { SandboxError, SandboxView } from './sandbox-view.ts'

it('a sandbox that has ended is reported by its address', async () => {
  const sandbox = await startTestSandbox()
  expect(await sandbox.documents()).toEqual([])
  await sandbox.close()
  const calls = [
    () => sandbox.documents(),
    () => sandbox.requests(),
    () => sandbox.clear(),
    () => sandbox.file('doc_1'),
  ]
  for (const call of calls) {
    const error: unknown = await call().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SandboxError)
    expect(error).toMatchObject({ message: `No sandbox answers at ${sandbox.origin}: is it running?` })
  }
})

it.each([
  ['a page', '<!doctype html><title>Portal</title>'],
  ['other data', '{"documents":[]}'],
])('%s in its place is not taken for a sandbox', async (_name, body) => {
  const { origin, close } = await serve((_request, response) => response.end(body))
  onTestFinished(close)
  const error = await new SandboxView(origin).documents().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(SandboxError)
  expect(error).toMatchObject({
    message: `The server at ${origin}/sandbox/documents is not a sandbox of this version: ${body}`,
  })
})
