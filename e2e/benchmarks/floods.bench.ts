import { connect } from 'node:net'
import { test } from 'playwright/test'
import { megabytes } from '../support/measuring/figures.ts'
import { peakMemory } from '../support/measuring/peak-memory.ts'
import { startProxy, startUpstream } from './servers.ts'

/** What one hostile caller can do to the server. Every flood has an end in count and in time. */
const longestMs = 60_000

const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1)

/** Sends all at once on one connection, and reads until the other side ends it or nothing is left to come. */
async function pipeline(origin: string, requests: string, bytesOfAll: number): Promise<number> {
  const { hostname, port } = new URL(origin)
  const socket = connect(Number(port), hostname)
  let received = 0
  await new Promise<void>((resolve) => {
    socket.setTimeout(longestMs, resolve)
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.on('data', ({ length }) => {
      received += length
      if (received >= bytesOfAll) resolve()
    })
    socket.write(requests)
  })
  socket.destroy()
  return received
}

test('20 connections that pipeline 5,000 requests each cost this much', async () => {
  const [upstream, calm] = [await startUpstream(), performance.now()]
  const server = await startProxy(upstream.origin)
  const answer = await fetch(`${server.origin}/embed.js`, { headers: { 'Accept-Encoding': 'identity' } })
  const bytes = (await answer.arrayBuffer()).byteLength
  const idle = await peakMemory(server.pid)
  const request = `GET /embed.js HTTP/1.1\r\nHost: ${new URL(server.origin).host}\r\n\r\n`
  const begun = performance.now()
  const sockets = Array.from({ length: 20 }, () =>
    pipeline(server.origin, request.repeat(5000), 5000 * bytes),
  )
  const honest = performance.now()
  await fetch(`${server.origin}/healthz`)
  const waited = seconds(honest)
  const received = await Promise.all(sockets)
  const total = received.reduce((sum, one) => sum + one, 0)
  process.stdout.write(
    `20 connections of 5,000 requests: over after ${seconds(begun)} s, another caller waited ${waited} s, ` +
      `${megabytes(await peakMemory(server.pid))} MB at most (${megabytes(idle)} before), ` +
      `${megabytes(total)} MB sent (started ${seconds(calm)} s ago)\n`,
  )
  await server.close()
  await upstream.close()
})

test('1,600 guesses of a partner’s key are answered like this', async () => {
  const upstream = await startUpstream()
  const server = await startProxy(upstream.origin)
  const begun = performance.now()
  const counts = new Map<number, number>()
  const guess = async (index: number) => {
    const headers = { Authorization: `Bearer guess-${index}` }
    const { status } = await fetch(`${server.origin}/api/visits?reference=x`, { headers })
    counts.set(status, (counts.get(status) ?? 0) + 1)
  }
  for (let first = 0; first < 1600; first += 32) {
    await Promise.all(Array.from({ length: 32 }, (_, index) => guess(first + index)))
  }
  const answers = [...counts].map(([status, count]) => `${count} × ${status}`).join(', ')
  process.stdout.write(`1,600 guesses of a key in ${seconds(begun)} s: ${answers}\n`)
  await server.close()
  await upstream.close()
})
