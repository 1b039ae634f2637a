import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { locked } from './lock.mjs'
import { digestOf, root } from './project.mjs'
import { giveUp, npm } from './run.mjs'

const oldestMajor = 20
const oldestMinor = 19
const record = join(root, 'node_modules', '.installed-lock')

/**
 * Installs what package-lock.json names, development packages too: they are what builds and tests the project, and
 * NODE_ENV=production would leave them out. Does nothing while the lock file is the one last installed.
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
        'npm could not install the packages of package-lock.json; its own message is above.\n' +
          'Is the npm registry reachable (npm ping), and is there space on the disk?',
      )
    }
    await recordInstall()
  })
}

/** `npm install` by hand ends here too (the `dependencies` script of package.json), so that it is not done again. */
export async function recordInstall() {
  if (await hasEveryPackage()) await writeFile(record, await expected())
}

async function isInstalled() {
  const recorded = await readFile(record, 'utf8').catch(() => '')
  return recorded === (await expected()) && (await hasEveryPackage())
}

/** A folder shared between systems (a container's mount) holds the binaries of one of them. */
async function expected() {
  return `${await digestOf(['package-lock.json'])} ${process.platform} ${process.arch}\n`
}

async function hasEveryPackage() {
  const { devDependencies } = /** @type {{ devDependencies: Record<string, string> }} */ (
    JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  )
  return Object.keys(devDependencies).every((name) =>
    existsSync(join(root, 'node_modules', name, 'package.json')),
  )
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    giveUp(
      `This project needs Node ${oldestMajor}.${oldestMinor} or later; this is Node ${process.versions.node}.`,
    )
  }
}
