import { type ClientRequest } from 'node:http'
import { expect, type Route } from 'playwright/test'
import { type ErrorCode } from '../../../src/contract/errors.ts'
import { handoffBegunAnswerSchema, handoffJoinedAnswerSchema } from '../../../src/contract/api/handoff.ts'
import { MemoryStore } from '../../../src/proxy/store/memory-store.ts'
import { startClamd, withSignature } from '../../../src/proxy/testing/clamd.ts'
import { testFiles } from '../../../src/testkit/testkit.ts'
import {
  ago,
  answerByHand,
  answerInTwoHalves,
  formByHand,
  generateOther,
  openByHand,
  sendByHand,
  whenClosed,
} from '../page/by-hand.ts'
import { type ErrorScene, type Provocation, withHeaders } from './error-scene.ts'
import { partnerProvocations } from './partner-provocations.ts'
import { multipart } from '../../../src/testing/forms.ts'
import { serve } from '../../../src/testing/serve.ts'

const photo = testFiles.goodJpg().buffer
/** Long enough for the proxy to let its head pass before the file ends. */
const longPhoto = testFiles.jpgOfSize(20_000).buffer

/** Has `damage` happen to every call of generate. */
function damagedGenerate(...[damage]: Parameters<ErrorScene['onGenerate']>): Provocation {
  return async (scene) => {
    await scene.onGenerate(damage)
    await scene.tryToRegister()
  }
}

function damagedUpload(...[damage]: Parameters<ErrorScene['onUpload']>): Provocation {
  return async (scene) => {
    await scene.onUpload(damage)
    await scene.tryToUpload()
  }
}

/** Sends another file than the chosen one, in a form like the browser's. */
function otherFile(file: Buffer, field?: string): Provocation {
  const { body, headers } = formByHand(file, field)
  return damagedUpload((route) => answerByHand(route, { headers, write: (request) => request.end(body) }))
}

function answeredAgo(hours: number) {
  return async (route: Route): Promise<void> => {
    const response = await ago(hours, () => route.fetch())
    // The clock is right again by now, because the browser makes its next call before this returns.
    await route.fulfill({ response })
  }
}

/** The same JPG, but its frame header (SOF0, ITU-T T.81, B.2.2) claims the most pixels that there can be. */
function claiming65535Squared(jpg: Buffer): Buffer {
  const frame = jpg.indexOf(Buffer.of(0xff, 0xc0))
  return Buffer.from(jpg).fill(0xff, frame + 5, frame + 9)
}

export const provocations: Readonly<Record<ErrorCode, Provocation>> = {
  ...partnerProvocations,

  requestValidateError: async (scene) => scene.tryToRegister('generate-400'),
  documentNotFound: async (scene) => scene.tryToUpload('upload-not-found'),
  fileNotFound: otherFile(photo, 'picture'),
  extAkepa: async (scene) => scene.tryToUpload('upload-400'),

  notFound: damagedGenerate((route) => route.continue({ url: `${route.request().url()}/anew` })),
  methodNotAllowed: damagedGenerate((route) => route.continue({ method: 'PUT' })),
  requestMalformed: damagedGenerate((route) => route.continue({ postData: '{"workflow":' })),
  requestTooLarge: damagedGenerate((route) =>
    route.continue({ postData: JSON.stringify('n'.repeat(70_000)) }),
  ),
  mediaTypeRefused: damagedGenerate(withHeaders({ 'content-type': 'text/plain' })),
  tooManyRequests: async (scene) => {
    await scene.useProxy({ guestSessionsPerMinute: 1 })
    await fetch(`${scene.proxy.origin}/api/sessions/guest`, { method: 'POST' })
    await scene.open()
  },
  overloaded: async (scene) => {
    await scene.useProxy({ maxUploads: 0 })
    await scene.tryToUpload()
  },
  shuttingDown: async (scene) => {
    await scene.useProxy()
    await scene.onGenerate((route) =>
      answerInTwoHalves(route, ['Content-Length: 0'], async () => {
        void scene.proxy.close()
        await whenClosed(scene.proxy.origin)
      }),
    )
    await scene.tryToRegister()
  },
  internalError: async (scene) => {
    const get = () => Promise.reject(new Error('The store is out of order.'))
    await scene.useProxy({}, { store: Object.assign(new MemoryStore(), { get }) })
    await scene.tryToRegisterAt(scene.proxy.origin)
  },

  originForbidden: async (scene) => {
    await scene.useProxy({ publicOrigin: 'https://uploads.example' })
    await scene.open()
  },
  guestSessionsOff: async (scene) => {
    await scene.useProxy({ guestSessionsPerMinute: 0 })
    await scene.open()
  },
  sessionMissing: damagedGenerate(withHeaders({ authorization: undefined })),
  sessionInvalid: async (scene) => {
    await scene.onGenerate(withHeaders({ authorization: 'Bearer made.up.session' }))
    await scene.tryToRegisterAt(scene.proxy.origin)
  },
  sessionExpired: async (scene) => {
    await scene.page.route('**/api/sessions/guest', answeredAgo(1))
    await scene.tryToRegisterAt(scene.proxy.origin)
  },

  handoffNotAllowed: damagedUpload(sentByPhone()),
  handoffEnded: damagedUpload(sentByPhone({ isEnded: true })),

  idempotencyKeyInvalid: damagedGenerate(withHeaders({ 'idempotency-key': 'k'.repeat(129) })),
  idempotencyKeyReused: damagedGenerate(async (route) => {
    await generateOther(route, { 'idempotency-key': await headerOf(route, 'idempotency-key') })
    await route.continue()
  }),

  ticketMissing: damagedUpload(withHeaders({ 'upload-ticket': undefined })),
  ticketInvalid: damagedUpload(withHeaders({ 'upload-ticket': 'made.up.ticket' })),
  ticketExpired: async (scene) => {
    await scene.onGenerate(answeredAgo(25))
    await scene.tryToUpload()
  },
  ticketForeign: damagedUpload(async (route) => {
    const { headers } = await generateOther(route)
    await withHeaders({ 'upload-ticket': headers['upload-ticket'] })(route)
  }),
  uploadInProgress: async (scene) => {
    const { body, headers } = formByHand(longPhoto)
    let first: ReturnType<typeof openByHand> | undefined
    await scene.onUpload(async (route) => {
      first ??= openByHand(route, { headers, write: (request) => request.write(body.subarray(0, 10_000)) })
      await expect
        .poll(() => scene.sandbox.requests())
        .toContainEqual(expect.objectContaining({ complete: false }))
      await route.continue()
    })
    await scene.tryToUpload()
    const request = await first
    request?.destroy()
  },
  documentAlreadyUploaded: damagedUpload(async (route) => {
    const { body, headers } = formByHand(longPhoto)
    await sendByHand(route, { headers, write: (request) => request.end(body) })
    // With its receipt, the page would say that the first picture has arrived.
    const response = await route.fetch()
    const { 'upload-receipt': _receipt, ...others } = response.headers()
    await route.fulfill({ response, headers: others })
  }),

  lengthRequired: damagedUpload((route) => {
    const { body, headers } = formByHand(photo)
    const chunked = { 'content-type': headers['content-type'], 'Transfer-Encoding': 'chunked' }
    return answerByHand(route, { headers: chunked, write: (request) => request.end(body) })
  }),
  multipartInvalid: damagedUpload((route) =>
    answerByHand(route, {
      headers: { ...multipart([]).headers, 'content-length': '4' },
      write: (request) => request.end('nope'),
    }),
  ),
  fileHashInvalid: damagedUpload(withHeaders({ 'x-file-sha256': 'F00' })),
  fileHashMismatch: damagedUpload(withHeaders({ 'x-file-sha256': '0'.repeat(64) })),
  fileTooLarge: async (scene) => {
    await scene.useProxy({ maxFileBytes: longPhoto.length - 1 })
    await otherFile(longPhoto)(scene)
  },
  fileTypeRefused: otherFile(testFiles.pdf().buffer),
  fileFormatMismatch: otherFile(testFiles.goodPng().buffer),
  fileDamaged: otherFile(testFiles.truncatedJpg().buffer),
  fileTooManyPixels: otherFile(claiming65535Squared(photo)),
  fileInfected: async (scene) => {
    const clamd = await startClamd()
    await scene.useProxy({ scanner: { address: clamd.tcp, timeoutMs: 10_000 } })
    await otherFile(withSignature(photo))(scene)
    await clamd.stop()
  },
  scannerUnavailable: async (scene) => {
    await scene.useProxy({ scanner: { address: { host: '127.0.0.1', port: 1 }, timeoutMs: 1000 } })
    await scene.tryToUpload()
  },
  uploadStalled: async (scene) => {
    await scene.useProxy({ uploadIdleMs: 300, discardMs: 300 })
    const { body, headers } = formByHand(photo)
    const write = (request: ClientRequest) => request.write(body.subarray(0, 100))
    await scene.onUpload((route) => answerByHand(route, { headers, write }))
    await scene.tryToUpload()
  },

  upstreamUnreachable: async (scene) => {
    const { login, password } = scene.sandbox
    await scene.useProxy({ upstream: { baseUrl: 'http://127.0.0.1:1', login, password } })
    await scene.tryToRegister()
  },
  upstreamTimeout: async (scene) => {
    await scene.useProxy({ upstreamTimeoutMs: 1000 })
    await scene.tryToRegister('generate-hang')
  },
  upstreamConnectionLost: async (scene) => scene.tryToRegister('generate-drop-before'),
  upstreamAnswerInvalid: async (scene) => scene.tryToRegister('generate-garbage'),
  upstreamFailed: async (scene) => scene.tryToRegister('generate-500'),
  upstreamRefused: async (scene) => {
    const { login, password } = scene.sandbox
    const upstream = await startRefusingUpstream()
    await scene.useProxy({ upstream: { baseUrl: upstream.origin, login, password } })
    await scene.tryToRegister()
    await scene.wizard.problem().waitFor()
    await upstream.close()
  },
  upstreamBusy: async (scene) => scene.tryToRegister('generate-429'),
  upstreamTokenRenewed: async (scene) => scene.tryToUpload('upload-token-expired'),
  upstreamLoginFailed: async (scene) => {
    const { origin, login } = scene.sandbox
    await scene.useProxy({ upstream: { baseUrl: origin, login, password: 'wrong' } })
    await scene.tryToRegister()
  },
}

/** Sends the upload as a phone to which the document was handed. */
function sentByPhone({ isEnded = false } = {}) {
  return async (route: Route): Promise<void> => {
    const { origin, pathname } = new URL(route.request().url())
    const authorization = await headerOf(route, 'authorization')
    const ask = async (path: string, method: string, body?: object) => {
      const headers = { authorization, ...(body && { 'content-type': 'application/json' }) }
      const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
      const answer = (await (await fetch(`${origin}/api/handoffs${path}`, init)).json()) as { data: unknown }
      return answer.data
    }
    const documentId = pathname.split('/').at(-1)
    const { link, handoff } = handoffBegunAnswerSchema.shape.data.parse(await ask('', 'POST', { documentId }))
    const { session } = handoffJoinedAnswerSchema.shape.data.parse(
      await ask('/redeem', 'POST', { code: link?.split('#phone=')[1] }),
    )
    if (isEnded) await ask(`/${handoff.id}`, 'DELETE')
    await withHeaders({ authorization: `Bearer ${session}` })(route)
  }
}

async function headerOf(route: Route, name: string): Promise<string> {
  return (await route.request().headerValue(name)) ?? ''
}

/** Lets the proxy log in, and refuses everything else. The sandbox has no such fault. */
async function startRefusingUpstream() {
  return serve((request, response) => {
    const isLogin = request.url === '/auth/get-token'
    const body = isLogin ? { code: '0', data: { token: 'a-token' } } : { code: 'accountSuspended' }
    response.writeHead(isLogin ? 200 : 403, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  })
}
