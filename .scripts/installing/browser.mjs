import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../project.mjs'
import { run } from '../run.mjs'
import { installDebianPackages, isDebian, isRoot, onPath } from './system-packages.mjs'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const headlessShell = 'chromium-headless-shell'

const places = [
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name]
    return folder ? [join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')] : []
  }),
]

/** Path of a Chromium for the tests: Playwright's own if it is installed, otherwise the system's. */
export function findBrowser() {
  return playwrightsOwn() ?? commands.map(onPath).find(Boolean) ?? places.find((place) => existsSync(place))
}

/**
 * Path of the same engine without windows, or of the whole browser if there is none. It takes a third of the time. It
 * doesn't keep frames of another site from storing data.
 */
export function findHeadlessShell() {
  return playwrightsOwn() ?? onPath(headlessShell) ?? findBrowser()
}

function playwrightsOwn() {
  // Required here, because `npm test` loads this file before anything is installed.
  const { chromium } = /** @type {typeof import('playwright')} */ (
    createRequire(import.meta.url)('playwright')
  )
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

/** Installs a browser if there is none. Answers whether there is one now. */
export async function ensureBrowser() {
  if (playwrightsOwn() || (findBrowser() && (onPath(headlessShell) || !isDebian()))) return true
  console.log('Installing Chromium.')
  // Debian's package brings the libraries it needs. On other systems, such as Ubuntu, it may only install a snap.
  if (isDebian()) await installDebianPackages(['chromium', headlessShell])
  if (findBrowser()) return true
  const playwright = join(root, 'node_modules', 'playwright', 'cli.js')
  const options = isRoot() && onPath('apt-get') ? ['--with-deps'] : []
  await run(process.execPath, [playwright, 'install', ...options, 'chromium'])
  if (findBrowser()) return true
  console.log(
    'The end-to-end tests need Chromium or Chrome, but neither could be installed.\n' +
      'Install one by hand: npx playwright install --with-deps chromium, or your system’s package.',
  )
  return false
}
