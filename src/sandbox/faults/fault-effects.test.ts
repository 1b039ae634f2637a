import { describe, expect, test } from 'vitest'
import {
  anyRequestId,
  fileBytes,
  license,
  startOwnSandbox,
  uploadPath,
  type SandboxClient,
} from '../testing/sandbox-fixture.ts'
import { eventually } from '../../testing/eventually.ts'
import { fileHead, multipart } from '../../testing/forms.ts'
import { sha256Of } from '../../testing/sha256-of.ts'

/** Makes the call that the marker strikes. An upload gets a new document. */
async function call(client: SandboxClient, operation: string, name: string) {
  return operation === 'upload'
    ? client.upload(await client.idOf(name))
    : client.generate({ ...license, name })
}

const refusals = [
  ['400', 400, { generate: 'requestValidateError', upload: 'extAkepa' }, null],
  ['429', 429, { generate: 'tooManyRequests', upload: 'tooManyRequests' }, '1'],
  ['500', 500, { generate: 'internalServerError', upload: 'internalServerError' }, null],
  ['503', 503, { generate: 'serviceUnavailable', upload: 'serviceUnavailable' }, '1'],
] as const

describe.each(['generate', 'upload'] as const)('%s', (operation) => {
  test.each(refusals)(
    'fault %s answers %i every time, and does nothing',
    async (fault, status, codes, retryAfter) => {
      const { client } = await startOwnSandbox()
      for (const _time of [1, 2]) {
        const answer = await call(client, operation, `[fault:${operation}-${fault}]`)
        expect(answer.status).toBe(status)
        expect(answer.body).toMatchObject({ requestId: anyRequestId, code: codes[operation] })
        expect(answer.headers.get('retry-after')).toBe(retryAfter)
      }
      const documents = await client.documents()
      expect(documents.map(({ uploadStatus }) => uploadStatus)).toEqual(
        operation === 'upload' ? [false, false] : [],
      )
    },
  )

  test('fault garbage answers 200 with HTML, and does nothing', async () => {
    const { client, origin } = await startOwnSandbox()
    const name = `[fault:${operation}-garbage]`
    const id = operation === 'upload' ? await client.idOf(name) : ''
    const { body, headers } =
      operation === 'upload'
        ? multipart([[fileHead, 'bytes']])
        : { body: JSON.stringify({ ...license, name }), headers: { 'content-type': 'application/json' } }
    const response = await fetch(
      origin + (operation === 'upload' ? uploadPath(id) : '/akepa/document/generate'),
      {
        method: 'POST',
        body,
        headers: { ...headers, ...(await client.authorization()) },
      },
    )
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await response.text()).toMatch(/^<!doctype html>/)
    expect(await client.documents()).toMatchObject(operation === 'upload' ? [{ uploadStatus: false }] : [])
  })

  test('fault drop-before cuts the connection, and does nothing', async () => {
    const { client } = await startOwnSandbox()
    await expect(call(client, operation, `[fault:${operation}-drop-before]`)).rejects.toThrow('fetch failed')
    expect(await client.documents()).toMatchObject(operation === 'upload' ? [{ uploadStatus: false }] : [])
  })

  test('fault drop-after does the work, and cuts the connection', async () => {
    const { client } = await startOwnSandbox()
    await expect(call(client, operation, `[fault:${operation}-drop-after]`)).rejects.toThrow('fetch failed')
    expect(await client.documents()).toMatchObject([{ uploadStatus: operation === 'upload' }])
  })

  test('fault hang takes the whole request, and is cut when the sandbox closes', async () => {
    const { client, close } = await startOwnSandbox()
    let isSettled = false
    const hanging = call(client, operation, `[fault:${operation}-hang]`).finally(() => {
      isSettled = true
    })
    hanging.catch(() => undefined)
    await eventually(async () =>
      expect((await client.requests()).at(-1)).toMatchObject({
        path: expect.stringContaining(operation) as unknown,
        complete: true,
      }),
    )
    expect(await client.documents()).toMatchObject(operation === 'upload' ? [{ uploadStatus: false }] : [])
    expect(isSettled).toBe(false)
    await close()
    await expect(hanging).rejects.toThrow('fetch failed')
  })

  test('a slow call ends with the sandbox, and does nothing', async () => {
    const { client, dir, close } = await startOwnSandbox()
    const slow = call(client, operation, `[fault:${operation}-slow]`)
    slow.catch(() => undefined)
    await eventually(async () =>
      expect((await client.requests()).at(-1)).toMatchObject({
        path: expect.stringContaining(operation) as unknown,
        complete: true,
      }),
    )
    await close()
    await expect(slow).rejects.toThrow('fetch failed')
    const { client: restarted } = await startOwnSandbox({ dir })
    expect(await restarted.documents()).toMatchObject(operation === 'upload' ? [{ uploadStatus: false }] : [])
  })

  test('a marker with “once” strikes one of many calls at the same time', async () => {
    const { client } = await startOwnSandbox()
    await client.renewToken()
    const name = `[fault:${operation}-500:once]`
    const calls = Array.from({ length: 10 }, () => call(client, operation, name))
    const statuses = (await Promise.all(calls)).map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 9 }, () => 200), 500])
  })
})

test('a slow call does its work, after many calls that came later', { timeout: 15_000 }, async () => {
  const { client } = await startOwnSandbox()
  await client.renewToken()
  const answered: string[] = []
  const note = async (what: string, answer: Promise<{ status: number }>) => {
    expect((await answer).status).toBe(200)
    answered.push(what)
  }
  const slow = Promise.all([
    note('slow', call(client, 'generate', '[fault:generate-slow]')),
    note('slow', call(client, 'upload', '[fault:upload-slow]')),
  ])
  for (const operation of ['generate', 'upload', 'generate', 'upload', 'generate', 'upload']) {
    await note('quick', call(client, operation, 'quick'))
  }
  await slow
  expect(answered).toEqual([...Array.from({ length: 6 }, () => 'quick'), 'slow', 'slow'])
  const slowOnes = (await client.documents()).filter(({ name }) => name.includes('slow'))
  expect(slowOnes).toMatchObject([
    { name: '[fault:generate-slow]', uploadStatus: false },
    { name: '[fault:upload-slow]', uploadStatus: true },
  ])
})

test('generate-400 answers as if the vendor refused the name', async () => {
  const { client } = await startOwnSandbox()
  const injected = await client.generate({ ...license, name: '[fault:generate-400]' })
  const genuine = await client.generate({ ...license, name: '<>' })
  expect(injected.body).toEqual({ ...genuine.body, requestId: anyRequestId })
})

test('upload-drop-before cuts the connection after some of the body', async () => {
  const { client } = await startOwnSandbox()
  const id = await client.idOf('[fault:upload-drop-before]')
  const upload = await client.openUpload(id, 1_000_000)
  const cut = new Promise((resolve) => upload.on('close', resolve))
  upload.write('--test-boundary\r\n')
  await cut
  expect((await client.requests()).at(-1)).toMatchObject({ path: uploadPath(id), complete: false })
})

test('upload-drop-before cuts an empty upload too', async () => {
  const { client } = await startOwnSandbox()
  const id = await client.idOf('[fault:upload-drop-before]')
  await expect(client.upload(id, '')).rejects.toThrow('fetch failed')
})

test('upload-not-found denies an ID that the sandbox has issued', async () => {
  const { client } = await startOwnSandbox()
  const id = await client.idOf('[fault:upload-not-found]')
  expect(await client.upload(id)).toMatchObject({
    status: 400,
    body: { code: 'documentNotFound', message: 'Document not found.', context: { documentId: id } },
  })
})

describe('token-expired', () => {
  const unauthorized = { status: 401, body: { code: 'unauthorized', message: 'Authentication error' } }

  test('ends the token of the call for all calls', async () => {
    const { client } = await startOwnSandbox()
    expect(await client.generate({ ...license, name: '[fault:token-expired]' })).toMatchObject(unauthorized)
    expect(await client.generate()).toMatchObject(unauthorized)
    await client.renewToken()
    expect((await client.generate()).status).toBe(200)
    expect(await client.generate({ ...license, name: '[fault:token-expired]' })).toMatchObject(unauthorized)
  })

  test('with “once” strikes generate, the first call with the name, and not the upload', async () => {
    const { client } = await startOwnSandbox()
    const name = '[fault:token-expired:once]'
    expect(await client.generate({ ...license, name })).toMatchObject(unauthorized)
    await client.renewToken()
    expect((await client.upload(await client.idOf(name))).status).toBe(200)
  })

  test('strikes only the upload if its marker says upload', async () => {
    const { client } = await startOwnSandbox()
    const id = await client.idOf('[fault:upload-token-expired:once]')
    expect(await client.upload(id)).toMatchObject(unauthorized)
    expect(await client.generate()).toMatchObject(unauthorized)
    await client.renewToken()
    expect((await client.upload(id)).status).toBe(200)
  })
})

describe('upload-keeps-partial', () => {
  const head = `--test-boundary\r\n${fileHead}\r\n\r\n`

  test('stores every byte of the file that a cut-off upload has sent, even half a delimiter', async () => {
    const { client } = await startOwnSandbox()
    const id = await client.idOf('[fault:upload-keeps-partial]')
    const upload = await client.openUpload(id, 1_000_000)
    const text = 'the first part of a file '.repeat(1000)
    const sent = `${text}\r\n--test-bound`
    upload.write(head + sent)
    await eventually(async () =>
      expect((await client.requests()).at(-1)?.bytes).toBeGreaterThanOrEqual(text.length),
    )
    upload.destroy()
    await eventually(async () => expect(await client.documents()).toMatchObject([{ uploadStatus: true }]))
    expect(await client.documents()).toMatchObject([
      { size: sent.length, sha256: sha256Of(Buffer.from(sent)) },
    ])
    expect(String(await client.file(id))).toBe(sent)
  })

  test('lets a whole upload replace the part', async () => {
    const { client } = await startOwnSandbox()
    const id = await client.idOf('[fault:upload-keeps-partial:once]')
    const upload = await client.openUpload(id, 1_000_000)
    upload.write(`${head}${'part '.repeat(100)}`)
    await eventually(async () => expect((await client.requests()).at(-1)?.bytes).toBeGreaterThan(0))
    upload.destroy()
    await eventually(async () => expect(await client.documents()).toMatchObject([{ size: 500 }]))
    expect((await client.upload(id)).status).toBe(200)
    expect(await client.documents()).toMatchObject([{ sha256: sha256Of(fileBytes) }])
  })

  test('stores nothing if the file had not begun', async () => {
    const { client, close, dir } = await startOwnSandbox()
    const upload = await client.openUpload(await client.idOf('[fault:upload-keeps-partial]'), 1_000_000)
    upload.write('--test-boundary\r\nContent-Dispo')
    await eventually(async () => expect(await client.requests()).toHaveLength(3))
    upload.destroy()
    await close()
    const { client: restarted } = await startOwnSandbox({ dir })
    expect(await restarted.documents()).toMatchObject([{ uploadStatus: false }])
  })
})
