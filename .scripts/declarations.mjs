import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { root } from './project.mjs'
import { run } from './run.mjs'

/** The published entries, which tsconfig.declarations.json lists too, by the file that each is published as. */
const published = { embed: 'embed/sdk', 'embed-react': 'embed/react', testkit: 'testkit/testkit' }

/** The optional peers: whoever uses the entry has them. The package installs nothing, so that no other may be named. */
const peers = /^(?:react|playwright)(?:\/|$)/

const emitted = join(root, '.cache', 'declarations')

/**
 * Writes the published types, a `.d.mts` for each entry, into `target`; answers whether the compiler had no complaint.
 *
 * The compiler emits them and rollup-plugin-dts puts them together. It reads them by the syntax tree of TypeScript 6,
 * which TypeScript 7 does not have: only for that is `@typescript/typescript6` installed.
 *
 * @param {string} target
 */
export async function writeDeclarations(target) {
  await rm(emitted, { recursive: true, force: true })
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const project = join(root, '.scripts', 'tsconfig.declarations.json')
  if ((await run(process.execPath, [tsc, '--project', project])) !== 0) return false

  const bundle = await rollup({
    input: Object.fromEntries(
      Object.entries(published).map(([name, entry]) => [name, join(emitted, `${entry}.d.ts`)]),
    ),
    plugins: [dts()],
    external: peers,
    onwarn({ message }) {
      throw new Error(message)
    },
  })
  await bundle.write({
    dir: target,
    entryFileNames: '[name].d.mts',
    chunkFileNames: 'embed-[name].mts',
    minifyInternalExports: false,
  })
  return true
}
