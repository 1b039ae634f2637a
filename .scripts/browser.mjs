import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './project.mjs'
import { run } from './run.mjs'
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

/** Path of a Chromium to drive: Playwright's own where it is installed, otherwise the system's. */
export function findBrowser() {
  return playwrightsOwn() ?? commands.map(onPath).find(Boolean) ?? places.find((place) => existsSync(place))
}

/**
 * The same engine without windows, in half the time: for pages that hold no frame of another site, which it neither
 * gives a process of its own nor keeps from storing. Where there is none, the whole browser.
 */
export function findHeadlessShell() {
  return playwrightsOwn() ?? onPath(headlessShell) ?? findBrowser()
}

function playwrightsOwn() {
  // Required here, not imported above: `npm test` begins before anything is installed.
  const { chromium } = /** @type {typeof import('playwright')} */ (
    createRequire(import.meta.url)('playwright')
  )
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

/** Sees to it that there is a browser, installing one where there is none, and answers whether there is now. */
export async function ensureBrowser() {
  if (playwrightsOwn() || (findBrowser() && (onPath(headlessShell) || !isDebian()))) return true
  console.log('Installing Chromium.')
  // Debian's comes with the libraries it needs. Elsewhere the package, if any, may be a stand-in for a snap (Ubuntu).
  if (isDebian()) await installDebianPackages(['chromium', headlessShell])
  if (findBrowser()) return true
  const playwright = join(root, 'node_modules', 'playwright', 'cli.js')
  const options = isRoot() && onPath('apt-get') ? ['--with-deps'] : []
  await run(process.execPath, [playwright, 'install', ...options, 'chromium'])
  if (findBrowser()) return true
  console.log(
    'The end-to-end tests need Chromium or Chrome, and none could be installed.\n' +
      'Install one by hand: npx playwright install --with-deps chromium, or your system’s package.',
  )
  return false
}
