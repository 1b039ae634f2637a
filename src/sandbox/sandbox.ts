import { randomBytes } from 'node:crypto'
import { maxHeaderSize } from 'node:http'
import fastify, { type FastifyInstance } from 'fastify'
import { hostRefused, Refusal, sendFailure } from './vendor/answers.ts'
import { DocumentStore } from './document-store.ts'
import { Faults } from './faults/faults.ts'
import { isOwnHost } from './own-host.ts'
import { pathOf, RequestLog } from './request-log.ts'
import { TokenDesk } from './vendor/token-desk.ts'
import { addGenerate, addGetToken, addUpload } from './vendor/vendor-routes.ts'
import { addViewer, isViewerPath } from './pages/viewer-routes.ts'

export const sandboxDefaults = { login: 'sandbox', password: 'sandbox' } as const

export interface SandboxOptions {
  /** The folder for documents. It is made if it is missing. Only one sandbox at a time may use it. */
  readonly dir: string
  /** 0, the default, takes a free port. */
  readonly port?: number
  readonly tokenTtlSeconds?: number
  readonly login?: string
  readonly password?: string
}

export interface Sandbox {
  /** `http://127.0.0.1:<port>`: the base URL of the vendor's three endpoints, and the address of the page. */
  readonly origin: string
  /** Cuts every connection, and resolves when nothing writes to the folder any more. */
  readonly close: () => Promise<void>
}

/**
 * Starts a stand-in for ConnectFi on 127.0.0.1: its three endpoints as the vendor documents them, faults on demand by a
 * marker in a document's name (`faults.ts`), and a view of what it received.
 *
 * Rejects with Node's own error if the port is taken (`code` is `EADDRINUSE`) or the folder can't be used. A later
 * failure, such as a full disk, is answered with 500 and reported as a warning of the process, on standard error. A request
 * whose `Host` is no name of this machine is answered with 421.
 *
 * - `GET /` shows the documents, newest first.
 * - `GET /sandbox/documents` lists them as JSON. A document with a file has `size` and `sha256`.
 * - `GET /sandbox/documents/:id/file` answers with the file's bytes.
 * - `GET /sandbox/requests` lists the last 1000 requests, oldest first, without those to the view.
 * - `PUT /sandbox/faults` sets what all documents suffer, whatever their names. `GET` lists it.
 * - `DELETE /sandbox/documents` forgets documents, requests, spent `once` markers and set faults, for the next test.
 */
export async function startSandbox({
  dir,
  port = 0,
  tokenTtlSeconds = 3600,
  login = sandboxDefaults.login,
  password = sandboxDefaults.password,
}: SandboxOptions): Promise<Sandbox> {
  const closing = new AbortController()
  const requests = new RequestLog()
  const faults = new Faults()
  const store = await DocumentStore.open(dir)
  const app = createApp(requests)
  const side = {
    credentials: { login, password },
    tokens: new TokenDesk(tokenTtlSeconds),
    store,
    faults,
    requests,
    closing: closing.signal,
  }
  addGetToken(app, side)
  addGenerate(app, side)
  const uploadsSettled = addUpload(app, side)
  addViewer(app, { store, faults, requests })

  async function close(): Promise<void> {
    closing.abort()
    await app.close()
    await uploadsSettled()
    await store.settled()
  }
  try {
    const origin = await app.listen({ host: '127.0.0.1', port })
    await store.sweep()
    return { origin, close }
  } catch (error) {
    await close()
    throw error
  }
}

function createApp(requests: RequestLog): FastifyInstance {
  const app = fastify({
    forceCloseConnections: true,
    // Node allows no longer address. So an ID of any length reaches its route, and is an unknown document there.
    routerOptions: { maxParamLength: maxHeaderSize },
    genReqId: () => randomBytes(16).toString('hex'),
    frameworkErrors: (error, _request, reply) => void sendFailure(reply, error),
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isOwnHost(request.headers.host)) throw hostRefused()
    if (!isViewerPath(pathOf(request.raw))) requests.add(request.raw)
    done()
  })
  app.setErrorHandler((error, _request, reply) => sendFailure(reply, error))
  app.setNotFoundHandler((_request, reply) => sendFailure(reply, new Refusal(404, 'notFound', 'Not found.')))
  return app
}
