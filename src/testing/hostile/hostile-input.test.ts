import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessParser, hostileParsers } from './hostile-parsers.ts'
import { type HostileProgress } from './hostile-worker.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')
const outDir = join(root, '.cache', 'hostile-input')
/**
 * Processor time for one text: ten times what the slowest parser takes. The clock on the wall would not do, because on a
 * busy machine every parser is slow by it.
 */
const longestMs = 500
const patienceMs = 120_000

let worker: Worker | undefined

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: 'src/testing/hostile/hostile-worker.ts',
      target: 'node20.19',
      outDir,
      emptyOutDir: true,
      copyPublicDir: false,
      rolldownOptions: { output: { entryFileNames: 'worker.mjs', chunkFileNames: '[name].mjs' } },
    },
  })
}, patienceMs)
afterAll(() => worker?.terminate())

type Outcome = 'done' | { readonly stuckAt: string } | { readonly broken: readonly string[] }

/** Gives a parser every hostile text in a worker. A watchdog ends the worker if one text takes too long. */
function run(parser: string): Promise<Outcome> {
  const running = (worker ??= new Worker(join(outDir, 'worker.mjs')))
  const broken: string[] = []
  let at = 'its beginning'
  return new Promise((resolve, reject) => {
    const endWith = (outcome: Outcome) => {
      clearInterval(watchdog)
      running.off('message', hear).off('error', reject)
      resolve(outcome)
    }
    let begunAt: NodeJS.CpuUsage | undefined
    const watchdog = setInterval(() => {
      if (!begunAt) return
      const { user, system } = process.cpuUsage(begunAt)
      if (user + system < longestMs * 1000) return
      worker = undefined
      void running.terminate()
      endWith({ stuckAt: at })
    }, 50)
    const hear = (progress: HostileProgress) => {
      begunAt = process.cpuUsage()
      if (progress.kind === 'done') endWith(broken.length === 0 ? 'done' : { broken })
      else if (progress.kind === 'begun') at = progress.what
      else broken.push(`${progress.what}: ${progress.error}`)
    }
    running.on('message', hear).on('error', reject).postMessage(parser)
  })
}

describe('64 kB of hostile input', { timeout: patienceMs }, () => {
  it.each(hostileParsers.map(({ name }) => name))('is parsed in time by the parser of %s', async (name) => {
    expect(await run(name)).toBe('done')
  })

  it('makes the watchdog end a parser that takes too long', async () => {
    expect(await run(endlessParser.name)).toEqual({ stuckAt: '" " after "X:"' })
  })
})
