import { type FastifyInstance } from 'fastify'
import { describeApi } from './openapi-document.ts'
import { docsPage, docsStyle } from './docs-page.ts'

/**
 * `GET /openapi.json`: the API as machines read it. In sandbox mode, `GET /docs` shows the same to people. That page has no
 * script: a deployment with a real ConnectFi does without it.
 */
export async function openapiRoutes(
  app: FastifyInstance,
  { isSandbox }: { readonly isSandbox: boolean },
): Promise<void> {
  const api = describeApi()
  const json = JSON.stringify(api)
  const readByAll = { 'Cache-Control': 'no-cache', 'Access-Control-Allow-Origin': '*' }

  app.get('/openapi.json', async (_request, reply) => {
    reply.headers(readByAll).type('application/json; charset=utf-8')
    return json
  })
  if (!isSandbox) return

  const page = docsPage(api)
  const policy =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  app.get('/docs', async (_request, reply) => {
    reply.header('Content-Security-Policy', policy).type('text/html; charset=utf-8')
    return page
  })
  app.get('/docs.css', async (_request, reply) => {
    reply.type('text/css; charset=utf-8')
    return docsStyle
  })
}
