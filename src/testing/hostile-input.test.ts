import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessParser, hostileParsers } from './hostile-parsers.ts'
import { type HostileProgress } from './hostile-worker.ts'

const root = resolve(import.meta.dirname, '..', '..')
const outDir = join(root, '.cache', 'hostile-input')
/** One text takes a linear parser some milliseconds, and one in quadratic time at least half a minute. */
const silenceMs = 15_000
const longestRunMs = 10 * 60_000

let worker: Worker | undefined

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: 'src/testing/hostile-worker.ts',
      target: 'node20.19',
      outDir,
      emptyOutDir: true,
      copyPublicDir: false,
      rolldownOptions: { output: { entryFileNames: 'worker.mjs', chunkFileNames: '[name].mjs' } },
    },
  })
}, longestRunMs)
afterAll(() => worker?.terminate())

type Outcome = 'done' | { readonly stuckAt: string } | { readonly broken: readonly string[] }

/** What became of a parser that a worker gave every hostile text; a watchdog ends a worker that falls silent. */
function run(parser: string, patienceMs = silenceMs): Promise<Outcome> {
  const running = (worker ??= new Worker(join(outDir, 'worker.mjs')))
  const broken: string[] = []
  let at = 'its beginning'
  return new Promise((resolve, reject) => {
    const endWith = (outcome: Outcome) => {
      clearTimeout(watchdog)
      running.off('message', hear).off('error', reject)
      resolve(outcome)
    }
    const watchdog = setTimeout(() => {
      worker = undefined
      void running.terminate()
      endWith({ stuckAt: at })
    }, patienceMs)
    const hear = (progress: HostileProgress) => {
      watchdog.refresh()
      if (progress.kind === 'done') endWith(broken.length === 0 ? 'done' : { broken })
      else if (progress.kind === 'begun') at = progress.what
      else broken.push(`${progress.what}: ${progress.error}`)
    }
    running.on('message', hear).on('error', reject).postMessage(parser)
  })
}

describe('256 kB of hostile input', { timeout: longestRunMs }, () => {
  it.each(hostileParsers.map(({ name }) => name))('is done with by the parser of %s', async (name) => {
    expect(await run(name)).toBe('done')
  })

  it('ends, by the watchdog, what is not done', async () => {
    expect(await run(endlessParser.name, 1000)).toEqual({ stuckAt: '" " after "X:"' })
  })
})
