import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { locked } from '../lock.mjs'
import { digestOf, errorCode, root } from '../project.mjs'
import { run } from '../run.mjs'

/** What the build reads, apart from packages. */
export const inputs = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
  '.scripts/building/declarations.mjs',
  '.scripts/building/prerendered-pages.mjs',
]
const isInput = (/** @type {string} */ name) => !/\.(?:test\.tsx?|md)$/.test(name)

/** vite.config.ts builds everything into this folder. It becomes `dist` when it is complete. */
const staging = join(root, '.cache', 'build')
const built = join(root, 'dist')
const record = join(built, '.inputs')

/**
 * Builds the wizard, the server, the demo portal's page and the published package into `dist`, unless `dist` is up to date.
 * Answers whether it is up to date now.
 */
export async function buildBundles() {
  if (await isBuilt()) return true
  return locked(async () => {
    if (await isBuilt()) return true
    console.log('Building the wizard, the server and the package.')
    const digest = await digestOf(inputs, isInput)
    await rm(staging, { recursive: true, force: true })
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const code = await run(process.execPath, [vite, 'build', '--app', '--logLevel', 'warn'], {
      env: { ...process.env, NODE_ENV: 'production' },
    })
    if (code !== 0) return false
    // Imported here, because its packages may have been installed only now.
    const { writeDeclarations } = await import('./declarations.mjs')
    if (!(await writeDeclarations(staging))) return false
    await writeFile(join(staging, '.inputs'), digest)
    await replace(built, staging)
    return true
  })
}

/** Whether `dist` is up to date. */
export async function isBuilt() {
  const recorded = await readFile(record, 'utf8').catch(() => '')
  return recorded !== '' && recorded === (await digestOf(inputs, isInput))
}

/**
 * @param {string} old
 * @param {string} next
 */
async function replace(old, next) {
  const aside = join(root, '.cache', 'replaced')
  await rm(aside, { recursive: true, force: true })
  await mkdir(join(root, '.cache'), { recursive: true })
  await rename(old, aside).catch((/** @type {unknown} */ error) => {
    if (errorCode(error) !== 'ENOENT') throw error
  })
  await rename(next, old)
  await rm(aside, { recursive: true, force: true })
}
