import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { fileHashHeader } from '../../contract/file.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import {
  hashHeader,
  licence,
  makeImage,
  register,
  registerIn,
  upload,
} from '../testing/requests/proxy-client.ts'
import { exchangeRaw, sendRaw } from '../testing/requests/raw-request.ts'
import {
  answerJson,
  documentNamed,
  startScriptedUpstream,
  upstreamToken,
} from '../testing/scripted-upstream.ts'
import { uploadForm, uploadHead } from '../testing/requests/upload-form.ts'
import { startOwnSandbox } from '../../sandbox/testing/sandbox-fixture.ts'
import { shared } from '../../testing/at-end.ts'
import { eventually } from '../../testing/eventually.ts'
import { sha256Of } from '../../testing/sha256-of.ts'

interface Stored {
  id: string
  uploadStatus: boolean
  size?: number
  sha256?: string
}

async function documentsIn(origin: string): Promise<Stored[]> {
  return (await (await fetch(`${origin}/sandbox/documents`)).json()) as Stored[]
}

async function startPair(
  ...options: Parameters<typeof startTestProxy> extends [string, ...infer Rest] ? Rest : never
) {
  const upstream = await startScriptedUpstream()
  const proxy = await startTestProxy(upstream.origin, ...options)
  return { upstream, proxy }
}

describe('an upload', () => {
  it.each(['jpg', 'png'] as const)('brings a %s file whole to the upstream', async (extension) => {
    const sandbox = await startOwnSandbox()
    const proxy = await startTestProxy(sandbox.origin)
    const file = await makeImage(extension === 'jpg' ? 'jpeg' : 'png', 400)
    const registered = await register(proxy.origin, { ...licence, extension })

    const answer = await upload(proxy.origin, registered, file, hashHeader(file))

    expect(answer).toMatchObject({
      status: 200,
      body: { code: '0', data: { id: registered.id, uploadStatus: true } },
    })
    expect(await documentsIn(sandbox.origin)).toMatchObject([
      { id: registered.id, uploadStatus: true, size: file.length, sha256: sha256Of(file) },
    ])
  })

  it.each([
    ['with', '\r\n'],
    ['without', ''],
  ])('goes upstream in a form of our own, when it came %s a final line break', async (_how, end) => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = await makeImage('jpeg', 200)
    const head =
      'Content-Disposition: form-data; name="file"; filename="../../etc/passwd"\r\nContent-Type: text/html'
    const form = uploadForm(file, { head, end })

    const answer = await sendRaw(proxy.origin, uploadHead(registered, form.length), form)

    expect(answer.status).toBe(200)
    const [sent] = upstream.to('/akepa/document/upload')
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(sent?.headers['content-type'] ?? '')?.[1]
    expect(boundary).toMatch(/^akepa-upload-[0-9a-f]{32}$/)
    expect(sent?.body.toString('latin1')).toBe(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${registered.id}.jpg"\r\n` +
        `Content-Type: image/jpeg\r\n\r\n${file.toString('latin1')}\r\n--${boundary}--${end}`,
    )
    expect(sent?.headers['content-length']).toBe(String(sent?.body.length))
    expect(sent?.headers['x-connectfi-token']).toBe(upstreamToken)
    expect(sent?.headers).not.toHaveProperty('authorization')
    expect(sent?.path).toBe(`/akepa/document/upload/${registered.id}`)
  })

  it('may have bytes after the picture’s end, which are forwarded too', async () => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = Buffer.concat([await makeImage('jpeg'), Buffer.from('a motion clip, as phones append them')])

    expect((await upload(proxy.origin, registered, file, hashHeader(file))).status).toBe(200)
    expect(upstream.to('/akepa/document/upload')[0]?.body.includes(file)).toBe(true)
  })

  it('may have exactly as many bytes as allowed', async () => {
    const file = await makeImage('jpeg', 100)
    const { proxy } = await startPair({ maxFileBytes: file.length })
    expect((await upload(proxy.origin, await register(proxy.origin), file)).status).toBe(200)
  })

  it('streams, so the upstream has its beginning before the caller has sent its end', async () => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = await makeImage('jpeg', 300)
    const form = uploadForm(file)
    const half = form.length >> 1
    let sendRest = () => {}
    const answered = new Promise<number | undefined>((resolve) => {
      const { hostname, port } = new URL(proxy.origin)
      const request = httpRequest({
        hostname,
        port,
        method: 'POST',
        path: `/api/akepa/document/upload/${registered.id}`,
        headers: {
          Authorization: `Bearer ${registered.session}`,
          'Upload-Ticket': registered.ticket,
          'Content-Type': 'multipart/form-data; boundary=test-boundary',
          'Content-Length': form.length,
        },
      })
      request.on('response', (response) => resolve(response.resume().statusCode))
      request.write(form.subarray(0, half))
      sendRest = () => request.end(form.subarray(half))
    })

    await eventually(() => {
      expect(upstream.to('/akepa/document/upload')[0]?.body.length).toBeGreaterThan(half >> 1)
    })
    sendRest()
    expect(await answered).toBe(200)
  })
})

describe('a file that is not what it claims', () => {
  const pair = shared(startPair)

  async function jpegCutAt(share: number): Promise<Buffer> {
    const whole = await makeImage('jpeg', 300)
    return whole.subarray(0, Math.floor(whole.length * share))
  }
  const refusals: [string, () => Buffer | Promise<Buffer>, number, string, unknown][] = [
    ['a PDF', () => Buffer.from(`%PDF-1.7\n${'x'.repeat(9000)}`), 415, 'fileTypeRefused', { found: 'pdf' }],
    [
      'a HEIC',
      () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
      415,
      'fileTypeRefused',
      { found: 'heic' },
    ],
    ['a GIF', () => Buffer.from('GIF89a'), 415, 'fileTypeRefused', { found: 'gif' }],
    ['an SVG', () => Buffer.from('<svg xmlns="x"></svg>'), 415, 'fileTypeRefused', { found: 'svg' }],
    ['HTML', () => Buffer.from('<!doctype html><p>hi'), 415, 'fileTypeRefused', { found: 'html' }],
    ['a ZIP', () => Buffer.from('PK\u0003\u0004zip'), 415, 'fileTypeRefused', { found: 'zip' }],
    ['an empty file', () => Buffer.alloc(0), 415, 'fileTypeRefused', { found: 'empty' }],
    ['a PNG', () => makeImage('png', 100), 415, 'fileFormatMismatch', { found: 'png', registered: 'jpeg' }],
    ['two bytes of a JPEG', () => Buffer.from([0xff, 0xd8]), 415, 'fileTypeRefused', { found: 'unknown' }],
    [
      'a JPEG broken in its header',
      () => Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0]),
      422,
      'fileDamaged',
      { found: 'jpeg', kind: 'malformed', offset: 5 },
    ],
    [
      'a JPEG of 65,535 × 65,535 pixels',
      async () => {
        const file = await makeImage('jpeg', 20)
        const frame = file.indexOf(Buffer.from([0xff, 0xc0]))
        return file.fill(0xff, frame + 5, frame + 9)
      },
      422,
      'fileTooManyPixels',
      { found: 'jpeg', width: 65_535, height: 65_535, maxPixels: 2 ** 30 },
    ],
  ]

  it.each(refusals)(
    '%s is refused before anything goes upstream',
    async (_what, make, status, code, context) => {
      const { upstream, proxy } = pair()
      const registered = await register(proxy.origin)

      const answer = await upload(proxy.origin, registered, Buffer.from(await make()))

      expect(answer).toMatchObject({ status, body: { code, context } })
      expect(upstream.to('/akepa/document/upload')).toEqual([])
    },
  )

  it.each([0.3, 0.5, 0.9, 0.999])(
    'a JPEG that ends after %f of it is cut off upstream before the form is whole',
    async (share) => {
      const { upstream, proxy } = await startPair()
      const registered = await register(proxy.origin)

      const answer = await upload(proxy.origin, registered, Buffer.from(await jpegCutAt(share)))

      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'fileDamaged', context: { found: 'jpeg', kind: 'truncated' } },
      })
      await expectCutBeforeDelimiter(upstream)
    },
  )

  it.each([
    ['a flipped byte', (data: Buffer) => data.fill(~(data[300] ?? 0), 300, 301)],
    ['a zeroed run', (data: Buffer) => data.fill(0, 300, 364)],
  ])('a PNG with %s in its data is cut off upstream before the form is whole', async (_title, spoil) => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin, { ...licence, extension: 'png' })
    const file = await makeImage('png', 300)
    spoil(file.subarray(file.length / 2))

    const answer = await upload(proxy.origin, registered, file)

    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'fileDamaged', context: { found: 'png', kind: 'malformed' } },
    })
    await expectCutBeforeDelimiter(upstream)
  })

  it('a file with another SHA-256 than announced is cut off upstream before the form is whole', async () => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = await makeImage('jpeg', 300)

    const answer = await upload(proxy.origin, registered, file, {
      [fileHashHeader]: sha256Of(Buffer.from('else')),
    })

    expect(answer).toMatchObject({ status: 422, body: { code: 'fileHashMismatch' } })
    await expectCutBeforeDelimiter(upstream)
  })

  it('a form without its end is cut off upstream before ours is whole', async () => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const form = uploadForm(await makeImage('jpeg', 300)).subarray(0, -4)

    const answer = await sendRaw(proxy.origin, uploadHead(registered, form.length), form)

    expect(answer).toMatchObject({ status: 400, body: { code: 'multipartInvalid' } })
    await expectCutBeforeDelimiter(upstream)
  })

  it('a form with a second part is cut off upstream before ours is whole', async () => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = await makeImage('jpeg', 300)
    const form = uploadForm(Buffer.concat([file, Buffer.from('\r\n--test-boundary\r\n'), file]))

    const answer = await sendRaw(proxy.origin, uploadHead(registered, form.length), form)

    expect(answer).toMatchObject({ status: 400, body: { code: 'multipartInvalid' } })
    await expectCutBeforeDelimiter(upstream)
  })

  async function expectCutBeforeDelimiter(upstream: Awaited<ReturnType<typeof startScriptedUpstream>>) {
    const [sent] = upstream.to('/akepa/document/upload')
    await eventually(() => expect(sent?.isCut).toBe(true))
    const boundary = sent?.headers['content-type']?.split('boundary=')[1] ?? 'none'
    expect(sent?.isComplete).toBe(false)
    expect(sent?.body.includes(`\r\n--${boundary}`)).toBe(false)
  }
})

describe('a form of another client', () => {
  const extendedName = `filename*=utf-8''caf%C3%A9.jpg`
  it.each<[string, { head?: string; type?: string; start?: string }]>([
    ['.NET’s two file names', { head: `name=file; filename=a.jpg; ${extendedName}` }],
    ['the extended file name of Python’s requests', { head: `name="file"; ${extendedName}` }],
    ['a semicolon after the boundary', { type: 'multipart/form-data; boundary=test-boundary;' }],
    ['an empty line before the first boundary', { start: '\r\n' }],
  ])(
    'is accepted with %s, and nothing of its head is passed on',
    async (_what, { head = 'name="file"; filename="a.jpg"', type, start = '' }) => {
      const { upstream, proxy } = await startPair()
      const registered = await register(proxy.origin)
      const file = await makeImage('jpeg', 200)
      const form = uploadForm(file, { head: `Content-Disposition: form-data; ${head}` })
      const body = Buffer.concat([Buffer.from(start), form])
      const requestHeaders = uploadHead(
        registered,
        body.length,
        type === undefined ? {} : { 'Content-Type': type },
      )

      expect(await sendRaw(proxy.origin, requestHeaders, body)).toMatchObject({ status: 200 })

      const [sent] = upstream.to('/akepa/document/upload')
      expect(sent?.headers['content-length']).toBe(String(sent?.body.length))
      const sentHead = sent?.body.toString('latin1').split('\r\n\r\n')[0] ?? ''
      expect(sentHead.split('\r\n')[1]).toBe(
        `Content-Disposition: form-data; name="file"; filename="${registered.id}.jpg"`,
      )
      expect(sent?.body.includes(file)).toBe(true)
    },
  )
})

describe('a file that is too large', () => {
  it.each([
    ['by the length that its form leaves for it', 11, '\r\n'],
    ['by its last byte, in a form with a final line break', 1, '\r\n'],
    ['by its last byte, in a form without one', 1, ''],
  ])('is refused %s', async (_when, excess, end) => {
    const file = await makeImage('jpeg', 200)
    const maxFileBytes = file.length - excess
    const { upstream, proxy } = await startPair({ maxFileBytes })
    const form = uploadForm(file, { end })

    const answer = await sendRaw(proxy.origin, uploadHead(await register(proxy.origin), form.length), form)

    expect(answer).toMatchObject({ status: 413, body: { code: 'fileTooLarge', context: { maxFileBytes } } })
    expect(upstream.to('/akepa/document/upload').every(({ isComplete }) => !isComplete)).toBe(true)
  })

  it('is refused by its Content-Length, before a byte of it has arrived', async () => {
    const { proxy } = await startPair({ maxFileBytes: 1000 })
    const answer = await sendRaw(proxy.origin, uploadHead(await register(proxy.origin), 20_000))
    expect(answer).toMatchObject({ status: 413, body: { code: 'fileTooLarge' } })
  })

  it('is answered while the caller is still sending, and the connection serves the next request', async () => {
    const { proxy } = await startPair({ maxFileBytes: 100_000 })
    const registered = await register(proxy.origin)
    const form = uploadForm(Buffer.alloc(190_000))
    const nextRequest = 'GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n'

    const answers = await exchangeRaw(proxy.origin, 2, uploadHead(registered, form.length), form, nextRequest)

    expect(answers).toMatchObject([{ body: { code: 'fileTooLarge' } }, { body: { code: 'notFound' } }])
  })

  it('is cut off if the caller goes on sending', async () => {
    const { proxy } = await startPair({ maxFileBytes: 1000 })
    const registered = await register(proxy.origin)
    const { hostname, port } = new URL(proxy.origin)
    const socket = connect(Number(port), hostname)
    const isCut = new Promise((resolve) => {
      socket.on('error', () => {}).on('close', resolve)
    })
    const send = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(1_000_000)));
    }
    socket.write(uploadHead(registered, 1e12))
    socket.on('drain', send).resume()
    send()

    await isCut

    expect(socket.bytesWritten).toBeLessThan(1e9)
  })
})

describe('the headers of an upload', () => {
  const pair = shared(startPair)

  it.each<[string, Record<string, string | undefined>, number, string]>([
    ['no length', { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' }, 411, 'lengthRequired'],
    ['no media type', { 'Content-Type': undefined }, 415, 'mediaTypeRefused'],
    ['JSON', { 'Content-Type': 'application/json' }, 415, 'mediaTypeRefused'],
    ['the bare picture', { 'Content-Type': 'image/jpeg' }, 415, 'mediaTypeRefused'],
    ['no boundary', { 'Content-Type': 'multipart/form-data' }, 400, 'multipartInvalid'],
    [
      'two boundaries',
      { 'Content-Type': 'multipart/form-data; boundary=a; boundary=b' },
      400,
      'multipartInvalid',
    ],
    [
      'an endless boundary',
      { 'Content-Type': `multipart/form-data; boundary=${'x'.repeat(71)}` },
      400,
      'multipartInvalid',
    ],
    ['a malformed digest', { [fileHashHeader]: 'abc' }, 400, 'fileHashInvalid'],
    ['a digest in upper case', { [fileHashHeader]: 'A'.repeat(64) }, 400, 'fileHashInvalid'],
    ['a length shorter than the form', { 'Content-Length': '140' }, 400, 'multipartInvalid'],
    ['no session', { Authorization: undefined }, 401, 'sessionMissing'],
    ['no ticket', { 'Upload-Ticket': undefined }, 403, 'ticketMissing'],
    ['a malformed ticket', { 'Upload-Ticket': 'ticket' }, 403, 'ticketInvalid'],
  ])('with %s are refused, and nothing goes upstream', async (_what, changes, status, code) => {
    const { upstream, proxy } = pair()
    const registered = await register(proxy.origin)
    const form = uploadForm(await makeImage('jpeg', 200))
    const sent = form.subarray(0, Number(changes['Content-Length'] ?? form.length))
    const body =
      'Transfer-Encoding' in changes ? [`${form.length.toString(16)}\r\n`, form, '\r\n0\r\n\r\n'] : [sent]

    const answer = await sendRaw(proxy.origin, uploadHead(registered, form.length, changes), ...body)

    expect(answer).toMatchObject({ status, body: { code } })
    expect(upstream.to('/akepa/document/upload')).toEqual([])
  })

  it.each([
    ['two lengths', 'Content-Length: 10\r\nContent-Length: 11'],
    ['a length and chunks', 'Content-Length: 10\r\nTransfer-Encoding: chunked'],
    ['a malformed length', 'Content-Length: 10x'],
  ])('with %s are refused as malformed HTTP', async (_what, fields) => {
    const { upstream, proxy } = pair()
    const { session, id, ticket } = await register(proxy.origin)
    const answer = await sendRaw(
      proxy.origin,
      `POST /api/akepa/document/upload/${id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${session}\r\n` +
        `Upload-Ticket: ${ticket}\r\nContent-Type: multipart/form-data; boundary=b\r\n${fields}\r\n\r\n0123456789`,
    )
    expect(answer).toMatchObject({ status: 400, body: { code: 'requestMalformed' } })
    expect(upstream.to('/akepa/document/upload')).toEqual([])
  })
})

describe('a repeated upload', () => {
  it('with the same bytes succeeds without another upload upstream', async () => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = await makeImage('jpeg', 100)
    const first = await upload(proxy.origin, registered, file, hashHeader(file))

    const second = await upload(proxy.origin, registered, file, hashHeader(file))

    expect(second).toMatchObject({ status: 200, body: { data: first.body.data } })
    expect(upstream.to('/akepa/document/upload')).toHaveLength(1)
  })

  it('that claims the same bytes but sends others is refused', async () => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = await makeImage('jpeg', 100)
    await upload(proxy.origin, registered, file, hashHeader(file))

    const answer = await upload(proxy.origin, registered, await makeImage('jpeg', 100), hashHeader(file))

    expect(answer).toMatchObject({ status: 422, body: { code: 'fileHashMismatch' } })
    expect(upstream.to('/akepa/document/upload')).toHaveLength(1)
  })

  it.each([
    ['other bytes', async () => makeImage('jpeg', 100), true],
    ['no digest', async (first: Buffer<ArrayBuffer>) => first, false],
  ])('with %s is refused', async (_what, second, hasHash) => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = await makeImage('jpeg', 100)
    const first = await upload(proxy.origin, registered, file, hashHeader(file))

    const again = await second(file)
    const answer = await upload(proxy.origin, registered, again, hasHash ? hashHeader(again) : {})

    expect(answer).toMatchObject({ status: 409, body: { code: 'documentAlreadyUploaded' } })
    // It answers what became of the first.
    expect(answer.headers.get('Upload-Receipt')).toBe(first.headers.get('Upload-Receipt'))
    expect(first.headers.get('Upload-Receipt')).not.toBeNull()
    expect(upstream.to('/akepa/document/upload')).toHaveLength(1)
  })

  it('is refused while the first is going on, and may be tried again afterwards', async () => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = await makeImage('jpeg', 100)
    let finish = () => {}
    upstream.script.upload = (_exchange, response) => {
      finish = () => answerJson(response, 200, { code: '0', data: documentNamed(registered.id) })
    }
    const first = upload(proxy.origin, registered, file, hashHeader(file))
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))

    expect(await upload(proxy.origin, registered, file, hashHeader(file))).toMatchObject({
      status: 409,
      body: { code: 'uploadInProgress' },
    })
    finish()
    expect((await first).status).toBe(200)
    expect((await upload(proxy.origin, registered, file, hashHeader(file))).status).toBe(200)
    expect(upstream.to('/akepa/document/upload')).toHaveLength(1)
  })
})

describe('a caller who leaves', () => {
  it.each([
    ['in the middle of the body', false],
    ['before the upstream has answered', true],
  ])('%s cuts the upstream request and frees the document', async (_when, isWhole) => {
    const { upstream, proxy } = await startPair()
    const registered = await register(proxy.origin)
    const file = await makeImage('jpeg', 300)
    const form = uploadForm(file)
    upstream.script.upload = () => {}
    const leaving = new AbortController()
    const { hostname, port } = new URL(proxy.origin)
    const request = httpRequest({
      hostname,
      port,
      method: 'POST',
      path: `/api/akepa/document/upload/${registered.id}`,
      signal: leaving.signal,
      headers: {
        Authorization: `Bearer ${registered.session}`,
        'Upload-Ticket': registered.ticket,
        'Content-Type': 'multipart/form-data; boundary=test-boundary',
        'Content-Length': form.length,
      },
    })
    request.on('error', () => {})
    request.write(isWhole ? form : form.subarray(0, form.length >> 1))
    await eventually(() => {
      const [sent] = upstream.to('/akepa/document/upload')
      expect(isWhole ? sent?.isComplete : (sent?.body.length ?? 0) > 1000).toBe(true)
    })

    leaving.abort()

    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isCut).toBe(true))
    delete upstream.script.upload
    await eventually(async () => {
      expect((await upload(proxy.origin, registered, file)).status).toBe(200)
    })
    expect(proxy.log()).toContain('"status":499')
  })
})

describe('the limits on uploads', () => {
  it('refuse one that is too many at the same time, and say when to try again', async () => {
    const { upstream, proxy } = await startPair({ maxUploads: 1 })
    const first = await register(proxy.origin)
    const second = await registerIn(proxy.origin, first.session)
    const file = await makeImage('jpeg', 100)
    let finish = () => {}
    upstream.script.upload = (_exchange, response) => {
      finish = () => answerJson(response, 200, { code: '0', data: documentNamed(first.id) })
    }
    const going = upload(proxy.origin, first, file)
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isComplete).toBe(true))

    const refused = await upload(proxy.origin, second, file)

    expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded' } })
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    finish()
    expect((await going).status).toBe(200)
    delete upstream.script.upload
    expect((await upload(proxy.origin, second, file)).status).toBe(200)
  })

  it('end one that stops arriving', async () => {
    const { upstream, proxy } = await startPair({ uploadIdleMs: 100 })
    const registered = await register(proxy.origin)
    const form = uploadForm(await makeImage('jpeg', 300))

    const answer = await sendRaw(
      proxy.origin,
      uploadHead(registered, form.length),
      form.subarray(0, form.length >> 1),
    )

    expect(answer).toMatchObject({ status: 408, body: { code: 'uploadStalled' } })
    await eventually(() => expect(upstream.to('/akepa/document/upload')[0]?.isCut).toBe(true))
  })

  it('end one that never begins to arrive', async () => {
    const { upstream, proxy } = await startPair({ uploadIdleMs: 100 })
    const registered = await register(proxy.origin)
    const answer = await sendRaw(proxy.origin, uploadHead(registered, 1000))
    expect(answer).toMatchObject({ status: 408, body: { code: 'uploadStalled' } })
    expect(upstream.to('/akepa/document/upload')).toEqual([])
  })
})
