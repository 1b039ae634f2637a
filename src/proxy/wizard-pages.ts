import fastifyStatic from '@fastify/static'
import { type FastifyInstance } from 'fastify'
import { pagePolicy } from './security-headers.ts'

/** Files whose names hold a hash of their content, and so never change. */
const hashedFiles = '/assets/'

/**
 * Serves the built wizard: the page itself, asked for anew each time, and the files it loads. What the build has
 * compressed (`.br`, `.gz`) is sent as it is.
 */
export async function serveWizard(app: FastifyInstance, wizardDir: string): Promise<void> {
  const policy = pagePolicy([])
  await app.register(async (pages) => {
    pages.addHook('onSend', async (request, reply) => {
      if (reply.statusCode >= 400) return
      const isHashed = request.url.startsWith(hashedFiles)
      reply.header('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      // The same address has other bytes for a browser that takes brotli.
      reply.header('Vary', 'Accept-Encoding')
      // On scripts too: a worker obeys the policy it came with, not its page's.
      reply.header('Content-Security-Policy', policy)
    })
    await pages.register(fastifyStatic, {
      root: wizardDir,
      preCompressed: true,
      cacheControl: false,
      dotfiles: 'ignore',
    })
  })
}
