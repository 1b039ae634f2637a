import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { locked } from '../lock.mjs'
import { root } from '../project.mjs'
import { giveUp, npm } from '../run.mjs'

const oldestMajor = 20
const oldestMinor = 19

/**
 * Installs the packages of package-lock.json, unless they are installed. Development packages are named explicitly: they
 * build and test the project, and NODE_ENV=production would leave them out.
 */
export async function installPackages() {
  requireNode()
  if (await isInstalled()) return
  await locked(async () => {
    if (await isInstalled()) return
    console.log('Installing packages.')
    const code = await npm(['ci', '--include=dev', '--prefer-offline', '--no-audit', '--no-fund'])
    if (code !== 0) {
      giveUp(
        'npm could not install the packages of package-lock.json. Its own message is above.\n' +
          'Is the npm registry reachable (npm ping), and is there space on the disk?',
      )
    }
  })
}

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }> }} Lock */

/** npm records what it has installed in the same form as package-lock.json. */
async function isInstalled() {
  const [wanted, installed] = await Promise.all([
    readLock('package-lock.json'),
    readLock('node_modules/.package-lock.json').catch(() => undefined),
  ])
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === '' || !isNeeded(entry)) return true
    const isThere = existsSync(join(root, path, 'package.json'))
    return isThere && installed?.packages[path]?.version === entry.version
  })
}

/**
 * An optional package is needed only if it is made for this system. If two systems share a folder (a container's mount),
 * the second one finds its packages missing.
 *
 * @param {Lock['packages'][string]} entry
 */
function isNeeded({ optional, os, cpu, libc }) {
  if (!optional) return true
  return !libc && os?.includes(process.platform) === true && cpu?.includes(process.arch) === true
}

/** @param {string} path */
async function readLock(path) {
  return /** @type {Lock} */ (JSON.parse(await readFile(join(root, path), 'utf8')))
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    giveUp(
      `This project needs Node ${oldestMajor}.${oldestMinor} or later; this is Node ${process.versions.node}.`,
    )
  }
}
