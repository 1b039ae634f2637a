import { type OutgoingHttpHeaders } from 'node:http'
import { serve } from '../../../src/testing/serve.ts'

/** Another site. It lets everybody load what it has. */
export interface StrangerSite {
  readonly origin: string
  readonly close: () => Promise<void>
}

const forAll = { 'Cross-Origin-Resource-Policy': 'cross-origin', 'Access-Control-Allow-Origin': '*' }
const page = ['text/html', '<!doctype html><title>Stranger</title><body></body>'] as const
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

const answers: Readonly<
  Record<string, readonly [type: string, body: string | Buffer, OutgoingHttpHeaders?]>
> = {
  '/blank': page,
  '/next': page,
  '/isolated': [...page, isolation],
  '/script.js': ['text/javascript', 'export {}'],
  '/style.css': ['text/css', ':root { color: red }'],
  '/image.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'],
  '/sound.wav': ['audio/wav', silence()],
}

export async function startStrangerSite(): Promise<StrangerSite> {
  const { origin, close } = await serve(({ url = '/' }, response) => {
    const [type, body, headers] = answers[url] ?? ['text/plain', '']
    response.writeHead(200, { 'Content-Type': type, ...forAll, ...headers }).end(body)
  })
  // Browsers find every name under localhost on this machine, and take each for a site of its own.
  return { origin: origin.replace('127.0.0.1', 'stranger.localhost'), close }
}

/** A WAV file with a tenth of a second of silence, in 8-bit PCM. */
function silence(): Buffer {
  const samples = Buffer.alloc(800, 128)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(8000, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}
