import { type FastifyInstance } from 'fastify'
import { describeApi } from './openapi-document.ts'
import { docsPage, docsStyle } from './docs-page.ts'

/** What never changes is written when it is first asked for. Most processes are never asked, and it is half of their start. */
let json: string | undefined
let page: string | undefined

/**
 * `GET /openapi.json`: the API as machines read it. In sandbox mode, `GET /docs` shows the same to people. That page has no
 * script: a deployment with a real ConnectFi does without it.
 */
export async function openapiRoutes(
  app: FastifyInstance,
  { isSandbox }: { readonly isSandbox: boolean },
): Promise<void> {
  const readByAll = { 'Cache-Control': 'no-cache', 'Access-Control-Allow-Origin': '*' }

  app.get('/openapi.json', async (_request, reply) => {
    reply.headers(readByAll).type('application/json; charset=utf-8')
    return (json ??= JSON.stringify(describeApi()))
  })
  if (!isSandbox) return

  const policy =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  app.get('/docs', async (_request, reply) => {
    reply.header('Content-Security-Policy', policy).type('text/html; charset=utf-8')
    return (page ??= docsPage(describeApi()))
  })
  app.get('/docs.css', async (_request, reply) => {
    reply.type('text/css; charset=utf-8')
    return docsStyle
  })
}
