import { describe, expect, it } from 'vitest'
import { startTestProxy, startTestSandbox } from './proxy-fixture.ts'
import { hashHeader, licence, makeImage, register, sha256, upload } from './proxy-client.ts'

interface Stored {
  id: string
  uploadStatus: boolean
  size?: number
  sha256?: string
}

async function documentsIn(origin: string): Promise<Stored[]> {
  return (await (await fetch(`${origin}/sandbox/documents`)).json()) as Stored[]
}

describe('an upload', () => {
  it.each(['jpg', 'png'] as const)('brings a %s file whole to the upstream', async (extension) => {
    const sandbox = await startTestSandbox()
    const proxy = await startTestProxy(sandbox.origin)
    const file = await makeImage(extension === 'jpg' ? 'jpeg' : 'png', 400)
    const registered = await register(proxy.origin, { ...licence, extension })

    const answer = await upload(proxy.origin, registered, file, hashHeader(file))

    expect(answer).toMatchObject({
      status: 200,
      body: { code: '0', data: { id: registered.id, uploadStatus: true } },
    })
    expect(await documentsIn(sandbox.origin)).toMatchObject([
      { id: registered.id, uploadStatus: true, size: file.length, sha256: sha256(file) },
    ])
  })
})
