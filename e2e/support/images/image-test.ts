import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, type Page, test as base } from 'playwright/test'
import { build } from 'vite'
import { serve } from '../../../src/testing/serve.ts'
import { defaultMaxFileBytes } from '../../../src/contract/file.ts'
import {
  type FileWarning,
  type PreparedFile,
  type PrepareProblem,
  type PrepareRequest,
} from '../../../src/image/prepared-file.ts'
import { Complaints } from '../page/complaints.ts'
import { type Outcome } from './image-page/page.ts'

/** The part of the wizard's policy that concerns the pipeline: one worker, from one address, by one policy. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  'img-src data: blob:',
  "require-trusted-types-for 'script'",
  'trusted-types wizard',
].join('; ')

interface PipelineServer {
  readonly origin: string
  /** Gives the bytes that were posted to an address, and forgets them. */
  take(address: string): Buffer
}

export interface ChosenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

type Request = Partial<Omit<PrepareRequest, 'file'>>

export interface Prepared extends Omit<PreparedFile, 'blob' | 'warnings'> {
  readonly warnings: readonly FileWarning[]
  readonly mediaType: string
  readonly bytes: Buffer
}

/** The pipeline on a page of its own, under the wizard's Content-Security-Policy. */
export class PipelinePage {
  readonly page: Page
  readonly #server: PipelineServer

  constructor(page: Page, server: PipelineServer) {
    this.page = page
    this.#server = server
  }

  async open(): Promise<void> {
    await this.page.goto(this.#server.origin)
    await this.page.waitForFunction(() => 'imagePage' in window)
  }

  /** Takes a path for a file that is too large for the connection to the browser. */
  async choose(file: ChosenFile | string): Promise<void> {
    await this.page.getByLabel('File').setInputFiles(file)
  }

  async prepareChosen(request: Request): Promise<Outcome & { readonly bytes: Buffer }> {
    const address = `/prepared/${String(Math.random())}`
    const complete = {
      extension: 'jpg',
      maxFileBytes: defaultMaxFileBytes,
      quarterTurns: 0,
      ...request,
    } as const
    const outcome = await this.page.evaluate(
      async ([request, address]) => await window.imagePage.prepareChosen(request, address),
      [complete, address] as const,
    )
    return { ...outcome, bytes: this.#server.take(address) }
  }

  async prepare(file: ChosenFile | string, request: Request = {}): Promise<Prepared> {
    await this.choose(file)
    const outcome = await this.prepareChosen(request)
    if (outcome.kind !== 'prepared') throw new Error(`Not prepared: ${JSON.stringify(outcome)}`)
    return { ...outcome.file, mediaType: outcome.mediaType, bytes: outcome.bytes }
  }

  async refuse(file: ChosenFile | string, request: Request = {}): Promise<PrepareProblem> {
    await this.choose(file)
    const outcome = await this.prepareChosen(request)
    if (outcome.kind !== 'refused') throw new Error(`Not refused: ${JSON.stringify(outcome)}`)
    return outcome.problem
  }
}

export const test = base.extend<
  { freshPipeline: PipelinePage; pageOf: (page: Page) => Promise<PipelinePage> },
  { server: PipelineServer; pipeline: PipelinePage }
>({
  server: [
    async ({}, provide) => {
      const folder = await mkdtemp(join(tmpdir(), 'image-page-'))
      await build({
        configFile: false,
        root: join(import.meta.dirname, 'image-page'),
        logLevel: 'warn',
        build: {
          outDir: folder,
          emptyOutDir: true,
          assetsInlineLimit: 0,
          modulePreload: { polyfill: false },
        },
        worker: { format: 'es' },
        oxc: { typescript: { onlyRemoveTypeImports: false } },
      })
      const posted = new Map<string, Buffer>()
      const mediaTypes: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }
      const { origin, close } = await serve((request, response) => {
        const answer = async () => {
          const path = new URL(request.url ?? '/', 'http://localhost').pathname
          if (request.method === 'POST') {
            posted.set(path, await buffer(request))
            return response.end()
          }
          const file = path === '/' ? '/index.html' : path
          const content = await readFile(join(folder, file)).catch(() => undefined)
          if (!content) return response.writeHead(404).end()
          const contentType = mediaTypes[extname(file)] ?? 'application/octet-stream'
          return response
            .writeHead(200, { 'Content-Type': contentType, 'Content-Security-Policy': contentSecurityPolicy })
            .end(content)
        }
        void answer()
      })
      await provide({
        origin,
        take(address) {
          const bytes = posted.get(address) ?? Buffer.alloc(0)
          posted.delete(address)
          return bytes
        },
      })
      await close()
      await rm(folder, { recursive: true })
    },
    { scope: 'worker' },
  ],
  /** One page for all tests of a worker that leave nothing behind. */
  pipeline: [
    async ({ browser, server }, provide) => {
      const page = await browser.newPage()
      await usePipeline(page, server, provide)
      await page.close()
    },
    { scope: 'worker' },
  ],
  /** A page of its own, for a test that breaks something. */
  freshPipeline: async ({ page, server }, provide) => {
    await usePipeline(page, server, provide)
  },
  pageOf: async ({ server }, provide) => {
    await provide(async (page) => {
      const pipeline = new PipelinePage(page, server)
      await pipeline.open()
      return pipeline
    })
  },
})

async function usePipeline(
  page: Page,
  server: PipelineServer,
  provide: (pipeline: PipelinePage) => Promise<void>,
): Promise<void> {
  const complaints = new Complaints(page.context())
  const pipeline = new PipelinePage(page, server)
  await pipeline.open()
  await provide(pipeline)
  complaints.check()
}

export { expect }
