import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { atEnd, shared } from '../../testing/at-end.ts'
import { call } from '../../testing/call.ts'
import { eventually } from '../../testing/eventually.ts'
import { hashHeader, makeImage, register, upload } from '../testing/requests/proxy-client.ts'
import { signatureName, startClamd, withSignature } from '../testing/clamd.ts'
import { startTestProxy } from '../testing/proxy-fixture.ts'
import { startScriptedUpstream } from '../testing/scripted-upstream.ts'
import { type ClamdAddress } from './scan.ts'

async function startPair(address: ClamdAddress, timeoutMs = 10_000) {
  const upstream = await startScriptedUpstream()
  const proxy = await startTestProxy(upstream.origin, { scanner: { address, timeoutMs } })
  return { ...proxy, upstream, sent: () => upstream.to('/akepa/document/upload') }
}

describe('with clamd', () => {
  const clamd = shared(async () => {
    const started = await startClamd()
    atEnd(() => started.stop())
    return started
  })

  it.each(['tcp', 'socket'] as const)('a file without a virus goes on whole, by %s', async (way) => {
    const { origin, sent } = await startPair(clamd()[way])
    const file = await makeImage('jpeg', 400)
    expect((await upload(origin, await register(origin), file, hashHeader(file))).status).toBe(200)
    expect(sent()[0]?.body.includes(file)).toBe(true)
  })

  it('a signature in a JPEG’s comment is found, the upstream never has the whole form, and the document takes another file', async () => {
    const { origin, sent } = await startPair(clamd().tcp)
    const good = await makeImage('jpeg', 400)
    const registered = await register(origin)
    const answer = await upload(origin, registered, withSignature(good))
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'fileInfected', context: { signature: signatureName } },
    })
    expect(sent().filter(({ isComplete }) => isComplete)).toEqual([])
    expect((await upload(origin, registered, good)).status).toBe(200)
    expect(sent().filter(({ isComplete }) => isComplete)).toHaveLength(1)
  })
})

/** A clamd that takes every byte and answers by hand. */
async function startScriptedClamd(onConnection: (socket: Socket) => void = () => undefined) {
  const taken: Buffer[] = []
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => taken.push(chunk))
    onConnection(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { address: { host: '127.0.0.1', port }, sockets, taken: () => Buffer.concat(taken) }
}

async function warningsOf(adminOrigin: string): Promise<unknown> {
  return (await call(`${adminOrigin}/readyz`, { method: 'GET' })).body.data['warnings']
}

it('what completes the form waits for the scanner’s word', async () => {
  const clamd = await startScriptedClamd()
  const { origin, sent } = await startPair(clamd.address)
  const file = await makeImage('jpeg', 300)
  const answer = upload(origin, await register(origin), file)
  const end = Buffer.alloc(4)
  await eventually(() => expect(clamd.taken().subarray(-4)).toEqual(end))
  await eventually(() => expect(sent()[0]?.body.subarray(-100).equals(file.subarray(-100))).toBe(true))
  expect(sent()[0]?.isComplete).toBe(false)
  clamd.sockets[0]?.write('stream: OK\0')
  expect((await answer).status).toBe(200)
  expect(clamd.taken().subarray(0, 10).toString()).toBe('zINSTREAM\0')
})

it('a caller who leaves is not scanned to the end', async () => {
  const clamd = await startScriptedClamd()
  const { origin, adminOrigin } = await startPair(clamd.address)
  const leaving = new AbortController()
  const answer = upload(origin, await register(origin), await makeImage('jpeg'), {}, leaving.signal)
  await eventually(() => expect(clamd.sockets).toHaveLength(1))
  leaving.abort()
  await expect(answer).rejects.toThrow('aborted')
  await eventually(() => expect(clamd.sockets[0]?.destroyed).toBe(true))
  expect(await warningsOf(adminOrigin)).toEqual([])
})

it('readiness tells that a file was not looked at, until one is again, and asks clamd nothing', async () => {
  const end = Buffer.alloc(4)
  let answer = 'PONG\0'
  const clamd = await startScriptedClamd((socket) => {
    socket.on('data', (chunk) => {
      if (chunk.subarray(-4).equals(end)) socket.write(answer)
    })
  })
  const { origin, adminOrigin } = await startPair(clamd.address)
  expect(await warningsOf(adminOrigin)).toEqual([])
  const [registered, file] = [await register(origin), await makeImage('jpeg')]
  expect((await upload(origin, registered, file)).status).toBe(503)
  expect([await warningsOf(adminOrigin), clamd.sockets.length]).toEqual([['scannerUnavailable'], 1])
  answer = 'stream: OK\0'
  expect((await upload(origin, registered, file)).status).toBe(200)
  expect(await warningsOf(adminOrigin)).toEqual([])
})

describe('a file that nobody has looked at', () => {
  /** Larger than all buffers between here and there. */
  const file = shared(() => makeImage('jpeg', 1800))
  const answering = (answer: string) => (socket: Socket) => void socket.write(answer)
  const scripts: [string, (socket: Socket) => void, string][] = [
    ['answers nothing', () => undefined, 'clamdTimeout'],
    ['takes no bytes', (socket) => void socket.pause(), 'clamdTimeout'],
    ['answers half', answering('stream: O'), 'clamdTimeout'],
    ['closes', (socket) => void socket.end(), 'clamdClosed|EPIPE|ECONNRESET'],
    ['closes after half', (socket) => void socket.end('stream: OK'), 'clamdClosed|EPIPE|ECONNRESET'],
    ['finds it too large', answering('INSTREAM size limit exceeded. ERROR\0'), 'clamdRefused'],
    ['finds nothing before the end', answering('stream: OK\0'), 'clamdRefused'],
    ['speaks of something else', answering('PONG\0'), 'clamdRefused'],
    ['names something without finding it', answering('stream: OK FOUNDATION\0'), 'clamdRefused'],
    ['never ends its answer', answering('x'.repeat(2000)), 'clamdAnswerInvalid'],
  ]
  it.each(scripts)('goes nowhere where clamd %s', async (_what, script, cause) => {
    const clamd = await startScriptedClamd(script)
    const { origin, sent, log } = await startPair(clamd.address, 200)
    const answer = await upload(origin, await register(origin), file())
    expect([answer.status, answer.body.code]).toEqual([503, 'scannerUnavailable'])
    expect(answer.headers.get('Retry-After')).toBe('5')
    expect(sent().filter(({ isComplete }) => isComplete)).toEqual([])
    expect(log()).toMatch(new RegExp(`"cause":"(?:${cause})"`))
  })

  it('goes nowhere where there is no clamd', async () => {
    const { origin, sent, log } = await startPair({ host: '127.0.0.1', port: 9 })
    const answer = await upload(origin, await register(origin), await makeImage('jpeg'))
    expect([answer.status, answer.body.code]).toEqual([503, 'scannerUnavailable'])
    expect(sent().filter(({ isComplete }) => isComplete)).toEqual([])
    expect(log()).toContain('"cause":"ECONNREFUSED"')
  })
})
