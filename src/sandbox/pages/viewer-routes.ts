import { type FastifyInstance, type FastifyReply } from 'fastify'
import * as z from 'zod/mini'
import { Refusal } from '../vendor/answers.ts'
import { type DocumentStore } from '../document-store.ts'
import { mediaTypes, toListEntry } from '../document.ts'
import { faultRules, type Faults, isFault } from '../faults/faults.ts'
import { renderPage, stylesheetPath } from './page.ts'
import { pageStyle } from './page-style.ts'
import { type RequestLog } from '../request-log.ts'

const faultsSchema = z.array(z.string().check(z.refine(isFault))).check(z.maxLength(100))

/** Whether a path belongs to the view, not to the vendor. Requests to the view are not logged. */
export function isViewerPath(path: string): boolean {
  return path === '/' || path.startsWith('/sandbox/')
}

/** Adds the routes of the view, which `startSandbox` lists. */
export function addViewer(
  app: FastifyInstance,
  { store, faults, requests }: { store: DocumentStore; faults: Faults; requests: RequestLog },
): void {
  app.get('/', (_request, reply) => {
    protect(reply, "default-src 'none'; style-src 'self'; img-src 'self' data:")
    return reply.type('text/html; charset=utf-8').send(renderPage(store.newestFirst(), faults.list()))
  })

  app.get(stylesheetPath, (_request, reply) => {
    protect(reply, "default-src 'none'")
    return reply.type('text/css; charset=utf-8').send(pageStyle)
  })

  app.get('/sandbox/documents', (_request, reply) => {
    protect(reply, "default-src 'none'")
    return reply.send(store.newestFirst().map(toListEntry))
  })

  app.get<{ Params: { id: string } }>('/sandbox/documents/:id/file', async (request, reply) => {
    const document = store.find(request.params.id)
    const file = document && (await store.openFile(document))
    if (!document?.file || !file) throw new Refusal(404, 'notFound', 'Not found.')
    // The uploader chose the bytes. Whatever they are, a browser that opens the file must run nothing in it.
    protect(reply, "default-src 'none'; sandbox")
    return reply
      .type(mediaTypes[document.extension])
      .header('content-length', document.file.size)
      .send(file.createReadStream())
  })

  app.delete('/sandbox/documents', async (_request, reply) => {
    await store.clear()
    faults.forget()
    requests.clear()
    return reply.status(204).send()
  })

  app.get('/sandbox/faults', (_request, reply) => {
    protect(reply, "default-src 'none'")
    return reply.send(faults.list())
  })

  app.put('/sandbox/faults', async (request, reply) => {
    const asked = faultsSchema.safeParse(request.body)
    if (!asked.success) {
      const names = [...faultRules.keys()].join(', ')
      throw new Refusal(
        400,
        'requestInvalid',
        `A list of faults is needed, each with :once or without: ${names}.`,
      )
    }
    faults.set(asked.data)
    return reply.status(204).send()
  })

  app.get('/sandbox/requests', (_request, reply) => {
    protect(reply, "default-src 'none'")
    return reply.send(requests.list())
  })
}

function protect(reply: FastifyReply, policy: string): void {
  reply.headers({
    'content-security-policy': `${policy}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  })
}
