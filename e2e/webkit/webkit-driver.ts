import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../src/proxy/testing/free-ports.ts'

/** What the job needs of WebDriver (w3.org/TR/webdriver2). Playwright’s own WebKit is no WebKitGTK, and is not on Debian. */
export interface WebKit {
  readonly open: (address: string) => Promise<void>
  /** Waits for the first element of a CSS selector that is shown. */
  readonly find: (selector: string) => Promise<string>
  readonly click: (selector: string) => Promise<void>
  /** Types into a field that is emptied first, or gives the path of a file. */
  readonly type: (selector: string, text: string) => Promise<void>
  readonly choose: (selector: string, path: string) => Promise<void>
  readonly run: <Result>(script: string) => Promise<Result>
  readonly close: () => Promise<void>
}

/** The key of an element's ID in an answer. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf'
const waitMs = 20_000

/** Starts WebKitGTK’s MiniBrowser on a screen of its own, which nobody sees. */
export async function startWebKit(): Promise<WebKit> {
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const [display] = (await once(screen.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer]
  const port = await freePort()
  const driver = spawn('/usr/bin/WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    env: { ...process.env, DISPLAY: `:${display.toString().trim()}` },
    stdio: 'ignore',
  })
  const origin = `http://127.0.0.1:${port}`
  await poll(async () => (await fetch(`${origin}/status`)).ok)

  async function call<Value>(method: string, path: string, body?: object): Promise<Value> {
    const response = await fetch(`${origin}${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
    const { value } = (await response.json()) as { value: Value }
    if (response.ok) return value
    throw new Error(`WebDriver says of ${path}: ${(value as { message: string }).message}`)
  }
  const options = { binary: miniBrowser(), args: ['--automation'] }
  const { sessionId } = await call<{ sessionId: string }>('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
  })
  const session = `/session/${sessionId}`
  await call('POST', `${session}/timeouts`, { implicit: waitMs })

  const locate = async (selector: string) => {
    const body = { using: 'css selector', value: selector }
    const element = await call<Record<string, string>>('POST', `${session}/element`, body)
    return `${session}/element/${element[elementKey]}`
  }
  const find = async (selector: string) => {
    const element = await locate(selector)
    await poll(async () => call<boolean>('GET', `${element}/displayed`))
    return element
  }
  return {
    open: async (url) => call('POST', `${session}/url`, { url }),
    find,
    click: async (selector) => call('POST', `${await locate(selector)}/click`, {}),
    type: async (selector, text) => {
      const element = await find(selector)
      await call('POST', `${element}/clear`, {})
      await call('POST', `${element}/value`, { text })
    },
    choose: async (selector, path) => call('POST', `${await locate(selector)}/value`, { text: path }),
    run: async (script) => call('POST', `${session}/execute/sync`, { script, args: [] }),
    close: async () => {
      await call('DELETE', session)
      for (const child of [driver, screen]) await end(child)
    },
  }
}

function miniBrowser(): string {
  for (const folder of readdirSync('/usr/lib')) {
    const path = join('/usr/lib', folder, 'webkit2gtk-4.1', 'MiniBrowser')
    if (existsSync(path)) return path
  }
  throw new Error('WebKitGTK is missing: apt-get install webkit2gtk-driver')
}

async function end(child: ChildProcess): Promise<void> {
  child.kill()
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function poll(isSo: () => Promise<boolean>): Promise<void> {
  const endsAt = Date.now() + waitMs
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > endsAt) throw new Error('It has not come about in time.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
