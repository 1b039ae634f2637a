import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleDeclarations } from './bundle-declarations.mjs'
import { root } from './project.mjs'
import { run } from './run.mjs'

/** Each published entry, and the file it is published as; an entry shares the types of those before it. */
const published = new Map([
  ['embed/sdk', 'embed'],
  ['embed/react', 'embed-react'],
  ['testkit/testkit', 'testkit'],
])
const sources = ['embed/sdk.ts', 'embed/react.tsx', 'testkit/testkit.ts']
const folder = join(root, '.cache', 'declarations')
const emitted = join(folder, 'emitted')

/**
 * Writes the published types, a `.d.mts` for each entry, into `target`; answers whether the compiler had no complaint.
 *
 * @param {string} target
 */
export async function writeDeclarations(target) {
  await rm(folder, { recursive: true, force: true })
  await mkdir(emitted, { recursive: true })
  const toEmit = join(folder, 'tsconfig.json')
  await writeJson(toEmit, {
    extends: '../../tsconfig.json',
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: '../../src',
      outDir: 'emitted',
    },
    files: sources.map((source) => `../../src/${source}`),
    include: [],
  })
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  if ((await run(process.execPath, [tsc, '--project', toEmit])) !== 0) return false

  const entries = [...published].map(([entry, name]) => ({ path: join(emitted, `${entry}.d.ts`), name }))
  const toBundle = join(emitted, 'tsconfig.json')
  await writeJson(toBundle, {
    extends: '../../../tsconfig.json',
    files: entries.map(({ path }) => path),
    include: [],
  })
  for (const [name, text] of bundleDeclarations(toBundle, emitted, entries))
    await writeFile(join(target, `${name}.d.mts`), text)
  return true
}

/**
 * @param {string} path
 * @param {unknown} value
 */
async function writeJson(path, value) {
  await writeFile(path, JSON.stringify(value))
}
