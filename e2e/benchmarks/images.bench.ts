import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Page, test } from 'playwright/test'
import sharp from 'sharp'
import { build } from 'vite'
import { ownPhotograph, photographedPage } from '../../src/image/testing/photographs.ts'
import { serve } from '../../src/testing/serve.ts'
import { headlessShellLaunchOptions } from '../support/chromium.ts'
import { median, spread } from '../support/measuring/figures.ts'

/** The project doesn't depend on it: its last version is of 2023. The benchmark installs it for itself. */
const library = 'browser-image-compression'
const libraryVersion = '2.0.2'

const rounds = 5

interface Taken {
  /** Until the picture can be sent, and until its warnings are known. */
  readonly readyMs: number
  readonly judgedMs: number
  readonly bytes: number
}

interface Bench {
  ours(maxFileBytes: number): Promise<Taken>
  theirs(maxFileBytes: number): Promise<Taken>
}

const page = (source: string) => `
import compress from '${library}'
import { createImagePipeline } from ${JSON.stringify(source)}
const pipeline = createImagePipeline()
const chosen = () => document.querySelector('input').files[0]
const since = (start) => performance.now() - start
window.bench = {
  async ours(maxFileBytes) {
    const start = performance.now()
    const request = { file: chosen(), extension: 'jpg', maxFileBytes, quarterTurns: 0 }
    const { blob, warnings } = await pipeline.prepare(request, new AbortController().signal)
    const readyMs = since(start)
    await warnings
    return { readyMs, judgedMs: since(start), bytes: blob.size }
  },
  async theirs(maxFileBytes) {
    const start = performance.now()
    const maxSizeMB = maxFileBytes / 1024 / 1024
    const options = { maxSizeMB, fileType: 'image/jpeg', useWebWorker: true, libURL: location.origin + '/library.js' }
    const { size } = await compress(chosen(), options)
    return { readyMs: since(start), judgedMs: since(start), bytes: size }
  },
}
`

test('pictures made ready, against browser-image-compression in the same browser', async () => {
  const results = join(import.meta.dirname, '..', '.results')
  await mkdir(results, { recursive: true })
  const folder = await mkdtemp(join(results, 'pictures-'))
  const { origin, close } = await startPage(folder)
  const browser = await chromium.launch(headlessShellLaunchOptions())
  try {
    const tab = await browser.newPage()
    await tab.goto(origin)
    await tab.waitForFunction(() => 'bench' in window)
    for (const [what, path, maxFileBytes] of await makePictures(folder)) {
      await tab.setInputFiles('input', path)
      await compare(tab, what, maxFileBytes)
    }
  } finally {
    await browser.close()
    await close()
    await rm(folder, { recursive: true, force: true })
  }
})

async function compare(tab: Page, what: string, maxFileBytes: number): Promise<void> {
  const run = (whose: keyof Bench) =>
    tab.evaluate(
      ([whose, maxFileBytes]) => (window as unknown as { bench: Bench }).bench[whose](maxFileBytes),
      [whose, maxFileBytes] as const,
    )
  const taken: { ours: Taken; theirs: Taken }[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const pair = { ours: await run('ours'), theirs: await run('theirs') }
    // The first round warms both up.
    if (round > 0) taken.push(pair)
  }
  const ratio = spread(taken.map(({ ours, theirs }) => ours.readyMs / theirs.readyMs))
  const ms = (times: readonly number[]) => `${median(times).toFixed(0)} ms`
  const [last] = taken.slice(-1)
  process.stdout.write(
    `${what}: ${ratio} of its time; ready ${ms(taken.map(({ ours }) => ours.readyMs))}, judged ` +
      `${ms(taken.map(({ ours }) => ours.judgedMs))}, the library ${ms(taken.map(({ theirs }) => theirs.readyMs))}; ` +
      `${megabytes(last?.ours.bytes)} against ${megabytes(last?.theirs.bytes)}\n`,
  )
}

async function makePictures(folder: string): Promise<readonly (readonly [string, string, number])[]> {
  const { data, ...size } = await photographedPage(await ownPhotograph('house'), 4)
  const photo = sharp(data, { raw: { ...size, channels: 3 } }).resize(4000, 3000)
  // The grain of a sensor makes a photo as large as phones make it.
  const noise = { type: 'gaussian', mean: 128, sigma: 12 } as const
  const grain = sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#888', noise } })
  const grained = await photo
    .composite([{ input: await grain.png({ compressionLevel: 1 }).toBuffer(), blend: 'soft-light' }])
    .raw()
    .toBuffer({ resolveWithObject: true })
  const picture = () => sharp(grained.data, { raw: grained.info })
  const jpg = join(folder, 'photo.jpg')
  const png = join(folder, 'photo.png')
  await picture().jpeg({ quality: 98 }).toFile(jpg)
  await picture().png({ compressionLevel: 3 }).toFile(png)
  const { length: bytes } = await readFile(jpg)
  process.stdout.write(`A photo of 12 megapixels and ${megabytes(bytes)}\n`)
  return [
    ['Kept as it is', jpg, bytes],
    ['Brought under nine tenths', jpg, Math.floor(bytes * 0.9)],
    ['Brought under a half', jpg, Math.floor(bytes / 2)],
    ['Brought under a fifth', jpg, Math.floor(bytes / 5)],
    ['A PNG converted', png, 100 * 1024 * 1024],
  ]
}

function megabytes(bytes = 0): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

async function startPage(folder: string): Promise<{ origin: string; close: () => Promise<void> }> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', `${library}@${libraryVersion}`], {
    cwd: folder,
  })
  const installed = join(folder, 'node_modules', library, 'dist', `${library}.js`)
  const source = join(import.meta.dirname, '..', '..', 'src', 'image', 'prepare.ts')
  await writeFile(join(folder, 'main.js'), page(source))
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><title>Pictures</title><input type="file"><script type="module" src="/main.js"></script>',
  )
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { assetsInlineLimit: 0 },
    worker: { format: 'es' },
  })
  const files = join(folder, 'dist')
  await copyFile(installed, join(files, 'library.js'))
  return await serve((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '')
    const type = extname(path) === '.js' ? 'text/javascript' : 'text/html'
    void readFile(join(files, path)).then(
      (content) => response.writeHead(200, { 'Content-Type': type }).end(content),
      () => response.writeHead(404).end(),
    )
  })
}
