import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from '../run.mjs'

/**
 * The Debian packages that the tests need besides a browser. `sign` shows that a package is installed: it is a program on
 * the PATH, or a file if it begins with a slash. `programs.test.ts` compares this list with the programs that tests start.
 *
 * @type {readonly { name: string, sign: string, why: string }[]}
 */
export const needed = [
  {
    name: 'fonts-dejavu-core',
    sign: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
    why: 'the print of made-up pages',
  },
  { name: 'redis-server', sign: 'redis-server', why: 'a store that several replicas share' },
  { name: 'curl', sign: 'curl', why: 'the commands of the guides, run as they stand' },
  { name: 'nginx-light', sign: '/usr/sbin/nginx', why: 'what stands in front of a deployment' },
  { name: 'openssl', sign: 'openssl', why: 'the certificate of that' },
  { name: 'clamav-daemon', sign: '/usr/sbin/clamd', why: 'a virus scanner' },
  { name: 'firefox-esr', sign: '/usr/bin/firefox-esr', why: 'the whole job in another browser' },
  { name: 'tesseract-ocr', sign: 'tesseract', why: 'reading small print out of what was scaled down' },
]

/** What `npm run webkit` needs beside them, and `npm test` doesn't. @type {typeof needed} */
export const neededForWebKit = [
  { name: 'webkit2gtk-driver', sign: '/usr/bin/WebKitWebDriver', why: 'the whole job in WebKit' },
  { name: 'xvfb', sign: 'Xvfb', why: 'a screen for it' },
]

/** Installs the missing packages if this machine allows it. Names those that are still missing in one line. */
export async function ensureSystemPackages(packages = needed) {
  const missing = () => packages.filter(({ sign }) => !isThere(sign))
  if (missing().length === 0) return
  console.log(
    `Installing ${missing()
      .map(({ name, why }) => `${name} (${why})`)
      .join(', ')}.`,
  )
  await installDebianPackages(missing().map(({ name }) => name))
  const left = missing().map(({ name }) => name)
  if (left.length > 0) console.log(`Tests will fail without these packages. Install: ${left.join(' ')}`)
}

/** @param {string[]} names */
export async function installDebianPackages(names) {
  if (!onPath('apt-get')) return
  await apt(['update'])
  await apt(['install', '-y', '--no-install-recommends', ...names])
}

/** @param {string[]} args */
async function apt(args) {
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args]
  if (isRoot()) return run('env', command.slice(1))
  return run('sudo', ['-n', ...command])
}

export function isRoot() {
  return process.getuid?.() === 0
}

export function isDebian() {
  const path = '/etc/os-release'
  return existsSync(path) && /^ID=debian$/m.test(readFileSync(path, 'utf8'))
}

/**
 * The path of a command on the PATH, or undefined.
 *
 * @param {string} command
 */
export function onPath(command) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find(isProgram)
}

/** @param {string} sign */
function isThere(sign) {
  return sign.startsWith('/') ? existsSync(sign) : onPath(sign) !== undefined
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
