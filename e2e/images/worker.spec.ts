import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Page } from 'playwright/test'
import { expect, test } from '../support/images/image-test.ts'
import { type ChosenFile, type PipelinePage } from '../support/images/pipeline-page.ts'
import { named, noise, picture } from '../support/images/image-files.ts'

const workerScript = /image-worker.*\.js/
const stopped = { kind: 'refused', problem: { kind: 'stopped' } }
const notLoaded = { kind: 'refused', problem: { kind: 'notLoaded' } }
const aborted = { kind: 'aborted' }

const small = async (): Promise<ChosenFile> => named('a.jpg', await picture().jpeg().toBuffer())
/** Scaled again and again to this limit, which takes most of a second. */
let laborious: ChosenFile
test.beforeAll(async () => {
  laborious = named('b.jpg', await noise(1200, 900).jpeg({ quality: 100 }).toBuffer())
})
const laboriousLimit = { maxFileBytes: 36_000 }

async function startLaborious(pipeline: PipelinePage) {
  await pipeline.choose(laborious)
  return { outcome: pipeline.prepareChosen(laboriousLimit) }
}

async function abort(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.imagePage.abort()
  })
}

test.describe('An abort', () => {
  test('ends the work at once, and the next file is prepared by a new worker', async ({ freshPipeline }) => {
    const { page } = freshPipeline
    await expect.poll(() => page.workers().length).toBe(1)
    const closed = page.workers()[0]?.waitForEvent('close')
    const { outcome } = await startLaborious(freshPipeline)
    await abort(page)

    expect(await outcome).toMatchObject(aborted)
    await closed
    expect((await freshPipeline.prepare(await small())).changes).toEqual([])
    expect(page.workers().length).toBe(1)
  })

  test('of a call that waits for its turn leaves the one before it alone', async ({ freshPipeline }) => {
    const { outcome } = await startLaborious(freshPipeline)
    const waiting = freshPipeline.prepareChosen(laboriousLimit)
    await abort(freshPipeline.page)

    expect(await waiting).toMatchObject(aborted)
    expect(await outcome).toMatchObject({ kind: 'prepared' })
  })
})

test('Two calls at once are served one after another', async ({ freshPipeline }) => {
  await freshPipeline.choose(await small())
  const outcomes = await Promise.all([
    freshPipeline.prepareChosen({ extension: 'png' }),
    freshPipeline.prepareChosen({ quarterTurns: 1 }),
  ])
  expect(outcomes).toMatchObject([
    { kind: 'prepared', file: { changes: ['converted'] } },
    { kind: 'prepared', file: { changes: ['rotated'] } },
  ])
})

test('Closing ends the worker, what is under way and whatever is asked afterwards', async ({
  freshPipeline,
}) => {
  const { page } = freshPipeline
  await expect.poll(() => page.workers().length).toBe(1)
  const closed = page.workers()[0]?.waitForEvent('close')
  const { outcome } = await startLaborious(freshPipeline)
  await page.evaluate(() => {
    window.imagePage.pipeline.close()
  })

  expect(await outcome).toMatchObject(aborted)
  await closed
  expect(await freshPipeline.prepareChosen({})).toMatchObject(aborted)
  expect(page.workers()).toEqual([])
})

test('A worker that ends before it has looked at a picture leaves it ready, without warnings', async ({
  page,
  pageOf,
}) => {
  await page.route(workerScript, async (route) => {
    const response = await route.fetch()
    const body = `self.createImageBitmap = () => { setTimeout(() => { throw new Error('crash') }); return new Promise(() => {}) }
      ${await response.text()}`
    await route.fulfill({ response, body })
  })
  const pipeline = await pageOf(page)
  expect(await pipeline.prepare(await small())).toMatchObject({ changes: [], warnings: [] })

  await page.unroute(workerScript)
  expect((await pipeline.prepare(await small())).warnings).toContain('small')
})

test.describe('A worker that does not do its work fails, and the next file gets another', () => {
  const scripts: readonly (readonly [string, string])[] = [
    ['crashes when it is asked', 'onmessage = () => { throw new Error("crash") }'],
    ['crashes as it loads', 'throw new Error("crash")'],
    ['answers what is not an answer', 'onmessage = () => postMessage({ kind: "prepared", prepared: {} })'],
    [
      'answers with a problem nobody knows',
      'onmessage = () => postMessage({ kind: "refused", problem: { kind: "unknown" } })',
    ],
  ]
  for (const [title, body] of scripts) {
    test(title, async ({ page, pageOf }) => {
      await page.route(
        workerScript,
        async (route) => await route.fulfill({ body, contentType: 'text/javascript' }),
      )
      const pipeline = await pageOf(page)
      await pipeline.choose(await small())
      expect(await pipeline.prepareChosen({})).toMatchObject(stopped)

      await page.unroute(workerScript)
      expect(await pipeline.prepareChosen({})).toMatchObject({ kind: 'prepared' })
    })
  }

  test('does not load', async ({ page, pageOf }) => {
    await page.route(workerScript, async (route) => await route.abort('internetdisconnected'))
    const pipeline = await pageOf(page)
    await pipeline.choose(await small())
    expect(await pipeline.prepareChosen({})).toMatchObject(notLoaded)

    await page.unroute(workerScript)
    expect(await pipeline.prepareChosen({})).toMatchObject({ kind: 'prepared' })
  })

  test('lacks a part', async ({ page, pageOf }) => {
    const part = /remake-image.*\.js/
    await page.route(part, async (route) => await route.abort('internetdisconnected'))
    const pipeline = await pageOf(page)
    await pipeline.choose(await small())
    expect(await pipeline.prepareChosen({})).toMatchObject({ kind: 'prepared' })
    const closed = page.workers()[0]?.waitForEvent('close')
    expect(await pipeline.prepareChosen({ quarterTurns: 1 })).toMatchObject(notLoaded)
    await closed

    await page.unroute(part)
    expect(await pipeline.prepareChosen({ quarterTurns: 1 })).toMatchObject({ kind: 'prepared' })
  })

  test('never answers', async ({ page, pageOf }) => {
    await page.clock.install()
    await page.route(
      workerScript,
      async (route) => await route.fulfill({ body: 'onmessage = () => {}', contentType: 'text/javascript' }),
    )
    const pipeline = await pageOf(page)
    await pipeline.choose(await small())
    const outcome = pipeline.prepareChosen({})
    await page.clock.fastForward('02:00')
    expect(await outcome).toMatchObject(stopped)
  })
})

test.describe('A file that is taken away', () => {
  let folder = ''
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-file-'))
  })
  test.afterEach(async () => {
    await rm(folder, { recursive: true })
  })

  test('before it was read is unreadable', async ({ pipeline }) => {
    for (const maxFileBytes of [1000, 1_000_000]) {
      const path = join(folder, 'gone.jpg')
      await writeFile(path, await noise(100, 100).jpeg().toBuffer())
      await pipeline.choose(path)
      await rm(path)
      expect(await pipeline.prepareChosen({ maxFileBytes })).toMatchObject({
        kind: 'refused',
        problem: { kind: 'unreadable' },
      })
    }
  })

  test('after it was prepared can be sent all the same', async ({ pipeline }) => {
    const path = join(folder, 'gone.jpg')
    const { buffer } = await small()
    await writeFile(path, buffer)
    await pipeline.choose(path)
    const kept = await pipeline.page.evaluateHandle(async () => {
      const file = document.querySelector('input')?.files?.[0]
      if (!file) throw new Error('No file is chosen')
      const request = { file, extension: 'jpg', maxFileBytes: 10_000_000, quarterTurns: 0 } as const
      return (await window.imagePage.pipeline.prepare(request, new AbortController().signal)).blob
    })
    await rm(path)
    const sent = await kept.evaluate(async (blob) => Array.from(new Uint8Array(await blob.arrayBuffer())))
    expect(Buffer.from(sent).equals(buffer)).toBe(true)
  })
})
