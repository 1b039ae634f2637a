import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, test } from 'playwright/test'
import { build } from 'vite'
import { serve } from '../../src/testing/serve.ts'
import { headlessShellLaunchOptions } from '../support/chromium.ts'
import { spread } from '../support/measuring/figures.ts'
import { type RunningServer, startProxy, startUpstream } from './servers.ts'

const rounds = 11

/** The wizard's first question as a bare React page asks it: nothing but React, and no styles. */
const barePage = `
import { createElement as h, useState } from 'react'
import { createRoot } from 'react-dom/client'
function Page() {
  const [who, setWho] = useState('')
  const choice = (value, label) =>
    h('label', null, h('input', { type: 'radio', name: 'who', value, checked: who === value, onChange: () => setWho(value) }), label)
  return h('form', null, h('h1', null, 'Who is the document for?'), choice('PERSONAL', 'A person'), choice('BUSINESS', 'A business'), h('button', null, 'Continue'))
}
createRoot(document.getElementById('root')).render(h(Page))
`

/** In milliseconds from the navigation's start. */
interface View {
  readonly firstPaintMs: number
  /** From here on the script answers. Of the wizard, only a form that has been hydrated has a button that submits. */
  readonly usableMs: number
}

test('the first view against a bare React page, on a slow phone', async () => {
  const bare = await startBarePage()
  const upstream = await startUpstream()
  const proxy = await startProxy(upstream.origin)
  const browser = await chromium.launch(headlessShellLaunchOptions())
  try {
    const paints: number[] = []
    const uses: number[] = []
    for (let round = 0; round <= rounds; round += 1) {
      const theirs = await look(browser, bare.origin, () => document.querySelector('button') !== null)
      const ours = await look(
        browser,
        proxy.origin,
        () => document.querySelector('form [type=submit]') !== null,
      )
      // The first round warms both up.
      if (round === 0) continue
      paints.push(ours.firstPaintMs / theirs.firstPaintMs)
      uses.push(ours.usableMs / theirs.usableMs)
    }
    process.stdout.write(`First contentful paint, of a bare React page’s: ${spread(paints)}\n`)
    process.stdout.write(`The script answers, of a bare React page’s: ${spread(uses)}\n`)
  } finally {
    await browser.close()
    for (const server of [proxy, upstream, bare]) await server.close()
  }
})

/** Opens the page with an empty cache, at 1.6 Mbit/s and 150 ms, on a processor of a quarter of the speed. */
async function look(browser: Browser, origin: string, isUsable: () => boolean): Promise<View> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  const bytesPerSecond = 1_600_000 / 8
  await client.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond / 2,
  })
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.addInitScript(`
    const isUsable = ${isUsable.toString()}
    const watch = () => (isUsable() ? (window.usableAt = performance.now()) : requestAnimationFrame(watch))
    addEventListener('DOMContentLoaded', watch)
  `)
  await page.goto(origin)
  const view = await page.waitForFunction(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint')
    const { usableAt } = window as { usableAt?: number }
    return paint && usableAt !== undefined && { firstPaintMs: paint.startTime, usableMs: usableAt }
  })
  const seen = (await view.jsonValue()) as View
  await context.close()
  return seen
}

async function startBarePage(): Promise<Pick<RunningServer, 'origin' | 'close'>> {
  // Among the project's own folders, where React is found.
  const results = join(import.meta.dirname, '..', '.results')
  await mkdir(results, { recursive: true })
  const folder = await mkdtemp(join(results, 'bare-'))
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>Bare</title><script type="module" src="/main.js"></script></head><body><div id="root"></div></body></html>',
  )
  await writeFile(join(folder, 'main.js'), barePage)
  await build({ root: folder, configFile: false, logLevel: 'error' })
  const files = new Map<string, Buffer>()
  for (const entry of await readdir(join(folder, 'dist'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(path.slice(join(folder, 'dist').length), gzipSync(await readFile(path), { level: 9 }))
  }
  const { origin, close } = await serve((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '')
    const content = files.get(path)
    if (!content) return response.writeHead(404).end()
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html'
    return response.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'gzip' }).end(content)
  })
  return {
    origin,
    close: async () => {
      await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
