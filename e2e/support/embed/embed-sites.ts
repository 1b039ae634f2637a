import { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { serve } from '../../../src/testing/serve.ts'
import { bundle } from './embed-bundles.ts'

/** The wizard's site, a partner's, and one that nobody has declared. No two of them are the same site. */
export interface Sites {
  readonly wizard: string
  readonly host: string
  readonly stranger: string
}

interface Answer {
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

type Routes = (path: string) => Answer | undefined

/**
 * Starts three servers on free ports. The wizard's frame is a page around `src/embed/frame/frame.ts`. There is one for each of
 * these partners:
 *
 * - `acme`: the frame is served as by the proxy, for the host's origin alone.
 * - `loose`: the browser lets every page show the frame. Only the frame's own check is left.
 * - `misdeclared`: the frame is declared for every origin, by mistake.
 * - `probe`: the frame has no bridge. It records what it receives, so that a test can speak for it by hand.
 */
export async function startSites(): Promise<{ sites: Sites; stop: () => Promise<void> }> {
  const [sdk, frame, react] = await Promise.all([
    bundle('../../../src/embed/script.ts', 'AkepaUploadWizard'),
    bundle('embed-page/frame-page.ts', 'frameBundle'),
    bundle('embed-page/react-page.tsx', 'reactBundle'),
  ])
  const [wizard, host, stranger] = await Promise.all([serve(), serve(), serve()])
  // Browsers find every name under localhost on this machine, and take each for a site of its own.
  const sites = {
    wizard: wizard.origin.replace('127.0.0.1', 'localhost'),
    host: host.origin,
    stranger: stranger.origin.replace('127.0.0.1', 'stranger.localhost'),
  }

  answer(wizard.server, (path) => {
    if (path === '/embed.js') return script(sdk)
    if (path === '/frame.js') return script(frame)
    if (path === '/embed/acme') return framePage(sites.host, `frame-ancestors ${sites.host}`)
    if (path === '/embed/loose') return framePage(sites.host, '')
    if (path === '/embed/misdeclared') return framePage('*', '')
    if (path === '/embed/probe') return page(recorder)
    return undefined
  })
  const hostRoutes: Routes = (path) => {
    const tag = `<script src="${sites.wizard}/embed.js"></script>`
    if (path === '/') return page(`<div id="documents"></div>${tag}`)
    if (path === '/twice') return page(`<div id="documents"></div>${tag}<div id="more"></div>${tag}`)
    if (path === '/bare') return page('')
    if (path === '/dark.css') return { type: 'text/css', body: ':root { color-scheme: dark }' }
    if (path === '/switching')
      return page(
        `<div id="documents"></div>${tag}`,
        {},
        `<style>:root[data-theme=dark], body.dark { color-scheme: dark }
           @media (prefers-color-scheme: dark) { :root { color-scheme: dark } }</style>
         <style media="not all">:root { color-scheme: dark }</style>`,
      )
    if (path === '/recorder') return page(recorder)
    if (path === '/react.js') return script(react)
    if (path === '/react') return page('<div id="documents"></div><script src="/react.js"></script>')
    if (path === '/long')
      return page(
        `<button>Before</button><div style="height: 1500px"></div>
         <div id="documents"></div>
         <button>After</button><div style="height: 1500px"></div>${tag}`,
      )
    if (path === '/strict')
      return page(`<div id="documents"></div>${tag}`, {
        'Content-Security-Policy': [
          "default-src 'none'",
          `script-src ${sites.wizard}`,
          `frame-src ${sites.wizard}`,
          'img-src data:',
          "require-trusted-types-for 'script'",
          "trusted-types 'none'",
        ].join('; '),
      })
    return undefined
  }
  answer(host.server, hostRoutes)
  answer(stranger.server, hostRoutes)
  return {
    sites,
    stop: async () => {
      await Promise.all([wizard, host, stranger].map(({ close }) => close()))
    },
  }
}

/** Keeps every message that comes in `window.received`, with its port if it has one. */
const recorder = `<script>
  window.received = []
  window.addEventListener('message', ({ data, origin, ports }) => received.push({ data, origin, port: ports[0] }))
</script>`

function framePage(allowedOrigins: string, policy: string): Answer {
  const html = `<!doctype html><html lang="en" data-origins="${allowedOrigins}"><title>Wizard</title>
    <style>body { margin: 0 } main { height: 300px }</style>
    <main><input aria-label="Name"></main><script src="/frame.js"></script></html>`
  return { type: 'text/html; charset=utf-8', body: html, headers: { 'Content-Security-Policy': policy } }
}

function page(body: string, headers: Record<string, string> = {}, head = ''): Answer {
  const html = `<!doctype html><html lang="en"><head><title>Page</title><link rel="icon" href="data:,">${head}</head>
    <body>${body}</body></html>`
  return { type: 'text/html; charset=utf-8', body: html, headers }
}

function script(code: string): Answer {
  return { type: 'text/javascript; charset=utf-8', body: code }
}

function answer(server: Server, routes: Routes): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const found = routes(new URL(request.url ?? '/', 'http://localhost').pathname)
    if (!found) response.writeHead(404).end()
    else response.writeHead(200, { 'Content-Type': found.type, ...found.headers }).end(found.body)
  })
}
