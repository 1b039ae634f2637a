import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { formOf } from '../../src/testing/forms.ts'
import { permissions } from '../../src/proxy/http/answer/security-headers.ts'
import { testFiles } from '../../src/testkit/testkit.ts'
import {
  type Effect,
  hasNoOpener,
  isAskedForAnew,
  isComparedWithItsHash,
  isKept,
  isKeptBy,
  isNobodys,
  isNoScript,
  isNotStored,
  isReferrerKept,
  isRefused,
  isShownInIsolatedPage,
  isShownNowhereElse,
  isWorkerKept,
  runsInIsolatedPage,
  startsInIsolatedPage,
} from '../support/headers/header-effects.ts'
import { startHeaderRelay } from '../support/headers/header-relay.ts'
import { type Server } from '../support/workers/headers.ts'
import { expect, test } from '../support/workers/workers.ts'

async function builtFile(folder: string, beginning: string): Promise<string> {
  const names = await readdir(join(import.meta.dirname, '..', '..', 'dist', folder, 'assets'))
  return `/assets/${names.find((name) => name.startsWith(beginning)) ?? ''}`
}
const worker = async () => builtFile('wizard', 'image-worker-')
const bankLogo = async () => builtFile('portal', 'quillhaven-')

/** The script that a page can pin. */
async function pinnedScript(origin: string): Promise<string> {
  return ((await (await fetch(`${origin}/embed.json`)).json()) as { script: string }).script
}

/** Uploads by ConnectFi's own calls. Answers with the path at which the sandbox shows the file. */
async function uploadedFile(sandbox: string): Promise<string> {
  const post = async (path: string, token: string, body: string | FormData) => {
    const headers = {
      'x-connectfi-token': token,
      ...(typeof body === 'string' && { 'Content-Type': 'application/json' }),
    }
    const answer = await fetch(sandbox + path, { method: 'POST', headers, body })
    return ((await answer.json()) as { data: { token: string; id: string } }).data
  }
  const user = { login: 'sandbox', password: 'sandbox' }
  const { token } = await post('/auth/get-token', '', JSON.stringify({ user }))
  const licence = { workflow: 'PERSONAL', name: 'license', extension: 'jpg', type: 'license' }
  const { id } = await post('/akepa/document/generate', token, JSON.stringify(licence))
  await post(`/akepa/document/upload/${id}`, token, formOf(testFiles.goodJpg().buffer))
  return `/sandbox/documents/${id}/file`
}

/** A path, or a function that finds one on the server of that origin. */
type Path = string | ((origin: string) => Promise<string>)

const api = isKeptBy(['default-src', 'base-uri', 'form-action', 'frame-ancestors'])
const wizardPage = isKeptBy([
  'default-src',
  'script-src',
  'style-src',
  'style-src of what is inline',
  'img-src',
  'connect-src',
  'worker-src',
  'base-uri',
  'form-action',
  'require-trusted-types-for',
  'trusted-types',
  'frame-ancestors',
])

/**
 * Shows in a browser what each of our headers is for: once with the header, and once without it. Two headers are shown in
 * `src/proxy/proxy.test.ts` instead. `Vary` needs two browsers that take other encodings, and `Strict-Transport-Security` a
 * certificate that the browser trusts.
 */
const rows: readonly (readonly [header: string, server: Server, path: Path, what: string, effect: Effect])[] =
  [
    ['Content-Security-Policy', 'wizard', '/', 'the page can do nothing but its work', wizardPage],
    [
      'Content-Security-Policy',
      'wizard',
      '/embed/other',
      'the frame in another site’s page can do nothing but its work',
      wizardPage,
    ],
    ['Content-Security-Policy', 'wizard', worker, 'the worker loads from nowhere else', isWorkerKept],
    ['Content-Security-Policy', 'wizard', '/healthz', 'an answer of the API does nothing as a page', api],
    ['Cache-Control', 'wizard', '/healthz', 'the browser keeps no answer of the API', isNotStored],
    ['Cache-Control', 'wizard', '/', 'the browser asks for the page anew', isAskedForAnew],
    ['Cache-Control', 'wizard', '/embed/acme', 'the browser asks for the frame anew', isAskedForAnew],
    ['Cache-Control', 'wizard', worker, 'the browser keeps a file that never changes', isKept],
    ['Cache-Control', 'wizard', pinnedScript, 'the browser keeps a script that never changes', isKept],
    [
      'Access-Control-Allow-Origin',
      'wizard',
      pinnedScript,
      'another site’s page runs the script that it has the hash of',
      isComparedWithItsHash,
    ],
    ['Cache-Control', 'wizard', '/.well-known/jwks.json', 'the browser keeps the keys for a while', isKept],
    ['X-Content-Type-Options', 'wizard', '/healthz', 'an answer of the API runs as no script', isNoScript],
    ['X-Content-Type-Options', 'wizard', '/', 'the page runs as no script', isNoScript],
    ['Referrer-Policy', 'wizard', '/', 'other sites don’t hear of the page', isReferrerKept],
    ['Referrer-Policy', 'wizard', '/embed/acme', 'other sites don’t hear of the frame', isReferrerKept],
    ['Permissions-Policy', 'wizard', '/', 'the page may ask for no permission', isRefused(permissions)],
    [
      'Permissions-Policy',
      'wizard',
      '/embed/acme',
      'the frame may ask for no permission',
      isRefused(permissions),
    ],
    ['Cross-Origin-Opener-Policy', 'wizard', '/', 'a page that opens it can’t reach it', hasNoOpener],
    [
      'Cross-Origin-Resource-Policy',
      'wizard',
      '/favicon.svg',
      'no other site shows our files',
      isShownNowhereElse,
    ],
    [
      'Cross-Origin-Resource-Policy',
      'wizard',
      '/embed.js',
      'isolated pages run the script',
      runsInIsolatedPage,
    ],
    [
      'Cross-Origin-Resource-Policy',
      'wizard',
      '/embed/acme',
      'isolated pages show the frame',
      isShownInIsolatedPage,
    ],
    [
      'Cross-Origin-Embedder-Policy',
      'wizard',
      '/embed/acme',
      'isolated pages show the frame',
      isShownInIsolatedPage,
    ],
    [
      'Cross-Origin-Embedder-Policy',
      'wizard',
      worker,
      'isolated pages start the worker',
      startsInIsolatedPage,
    ],

    [
      'Content-Security-Policy',
      'portal',
      '/',
      'the bank’s page can do nothing but its work',
      isKeptBy([
        'default-src',
        'script-src',
        'style-src',
        'img-src',
        'connect-src',
        'base-uri',
        'form-action',
        'require-trusted-types-for',
        'trusted-types',
        'frame-ancestors',
      ]),
    ],
    ['Cache-Control', 'portal', '/', 'the browser does not keep the bank’s page', isNotStored],
    ['X-Content-Type-Options', 'portal', '/', 'the bank’s page runs as no script', isNoScript],
    ['Referrer-Policy', 'portal', '/', 'other sites don’t hear of the bank’s page', isReferrerKept],
    ['Cross-Origin-Opener-Policy', 'portal', '/', 'a page that opens it can’t reach it', hasNoOpener],
    [
      'Cross-Origin-Resource-Policy',
      'portal',
      bankLogo,
      'no other site shows the bank’s files',
      isShownNowhereElse,
    ],

    [
      'Content-Security-Policy',
      'sandbox',
      '/',
      'the sandbox’s page can do nothing but show',
      isKeptBy([
        'default-src',
        'script-src',
        'style-src',
        'img-src',
        'base-uri',
        'form-action',
        'frame-ancestors',
      ]),
    ],
    ['Content-Security-Policy', 'sandbox', uploadedFile, 'an uploaded file has no origin', isNobodys],
    ['Cache-Control', 'sandbox', '/sandbox/documents', 'the browser keeps no list of documents', isNotStored],
    ['X-Content-Type-Options', 'sandbox', '/sandbox/documents', 'the list runs as no script', isNoScript],
    ['Referrer-Policy', 'sandbox', '/', 'other sites don’t hear of the sandbox’s page', isReferrerKept],
    [
      'Cross-Origin-Resource-Policy',
      'sandbox',
      uploadedFile,
      'no other site shows an uploaded file',
      isShownNowhereElse,
    ],
  ]

for (const [header, server, path, what, effect] of rows) {
  const name = typeof path === 'string' ? path : path.name
  test(`${header} on ${server} ${name}: ${what}`, async ({ tab, servers, stranger }) => {
    const found = typeof path === 'string' ? path : await path(servers[server])
    const seen: boolean[] = []
    for (const withheld of [undefined, header.toLowerCase()]) {
      const relay = await startHeaderRelay(servers[server], withheld)
      seen.push(await effect({ page: tab, relay, url: relay.origin + found, path: found, stranger }))
      await relay.close()
    }
    expect(seen).toEqual([true, false])
  })
}

test('every header that our servers send has a row', async ({ servers }) => {
  const ofTheProtocol =
    'connection content-length content-type content-encoding date keep-alive accept-ranges etag last-modified transfer-encoding'
  // `proxy.test.ts` and `portal.test.ts` show these.
  const shownElsewhere = 'vary strict-transport-security x-request-id set-cookie'
  const others = new Set([...ofTheProtocol.split(' '), ...shownElsewhere.split(' ')])
  const paths = {
    wizard: ['/', '/embed/acme', '/embed.js', '/healthz', '/nowhere'],
    portal: ['/'],
    sandbox: ['/'],
  }
  for (const server of ['wizard', 'portal', 'sandbox'] as const) {
    const known = new Set(rows.filter((row) => row[1] === server).map(([header]) => header.toLowerCase()))
    for (const path of paths[server]) {
      const { headers } = await fetch(servers[server] + path)
      const names = [...headers.keys()].filter((name) => !known.has(name) && !others.has(name))
      expect(names).toEqual([])
    }
  }
})
