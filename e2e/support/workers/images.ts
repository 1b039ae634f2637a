import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { serve } from '../../../src/testing/serve.ts'
import { type PipelinePage, type PipelineServer, usePipeline } from '../images/pipeline-page.ts'
import { test as base } from './base.ts'

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

/** A page with the image pipeline alone, built for the worker. */
export const test = base.extend<object, { pipelineServer: PipelineServer; pipeline: PipelinePage }>({
  pipelineServer: [
    async ({}, provide) => {
      const folder = await mkdtemp(join(tmpdir(), 'image-page-'))
      // Loaded when it is needed: most workers make no pictures.
      const { build } = await import('vite')
      await build({
        configFile: false,
        root: join(import.meta.dirname, '..', 'images', 'image-page'),
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
  /** One page for all tests that leave nothing behind. */
  pipeline: [
    async ({ browser, pipelineServer }, provide) => {
      const page = await browser.newPage()
      await usePipeline(page, pipelineServer, provide)
      await page.close()
    },
    { scope: 'worker' },
  ],
})
