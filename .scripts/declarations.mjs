import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { root } from './project.mjs'
import { run } from './run.mjs'

/** The published files and their sources, by what may share a file. tsconfig.declarations.json lists the sources too. */
const published = [
  {
    embed: 'embed/sdk',
    'embed-react': 'embed/react',
    'embed-script': 'embed/global',
    testkit: 'testkit/testkit',
  },
  { backend: 'backend/backend' },
  { errors: 'errors/error-catalogue' },
]

/** The optional peers. The package installs nothing, so its types may name no other package. */
const peers = /^(?:react|playwright)(?:\/|$)/

const emitted = join(root, '.cache', 'declarations')

/**
 * Writes the published types into `target`, a `.d.mts` for each entry. Answers whether the compiler accepted them.
 *
 * The compiler emits the types, and rollup-plugin-dts bundles them. The plugin needs the syntax tree of TypeScript 6,
 * which TypeScript 7 doesn't have. `@typescript/typescript6` is installed only for that.
 *
 * @param {string} target
 */
export async function writeDeclarations(target) {
  await rm(emitted, { recursive: true, force: true })
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const project = join(root, '.scripts', 'tsconfig.declarations.json')
  if ((await run(process.execPath, [tsc, '--project', project])) !== 0) return false

  for (const entries of published) {
    const bundle = await rollup({
      input: Object.fromEntries(
        Object.entries(entries).map(([name, entry]) => [name, join(emitted, `${entry}.d.ts`)]),
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
  }
  // Without an export, all that such a file declares counts as exported.
  await appendFile(join(target, 'embed-script.d.mts'), 'export {}\n')
  // `require` has the same, in files of its own kind.
  for (const name of ['backend', 'errors', 'embed', 'embed-react', 'embed-options']) {
    const types = await readFile(join(target, `${name}.d.mts`), 'utf8')
    await writeFile(
      join(target, `${name}.d.cts`),
      types.replaceAll(/(from '.\/embed[a-z-]*)\.mjs'/g, "$1.cjs'"),
    )
  }
  return true
}
