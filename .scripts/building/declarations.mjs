import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'
import { root } from '../project.mjs'
import { run } from '../run.mjs'

/** The published files and their sources. Those of one group may share a file. */
const published = [
  {
    embed: 'embed/sdk.ts',
    'embed-react': 'embed/react.tsx',
    'embed-script': 'embed/global.ts',
    testkit: 'testkit/testkit.ts',
  },
  { backend: 'backend/backend.ts' },
  { errors: 'errors/error-catalogue.ts' },
]

/** The optional peers. The package installs nothing, so its types may name no other package. */
const peers = /^(?:react|playwright)(?:\/|$)/

const emitted = join(root, '.cache', 'declarations')
const tsconfig = join(root, '.cache', 'tsconfig.declarations.json')

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
  await mkdir(emitted, { recursive: true })
  await writeFile(tsconfig, JSON.stringify(compiled()))
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  if ((await run(process.execPath, [tsc, '--project', tsconfig])) !== 0) return false

  for (const entries of published) {
    const bundle = await rollup({
      input: Object.fromEntries(
        Object.entries(entries).map(([name, entry]) => [
          name,
          join(emitted, entry.replace(/\.tsx?$/, '.d.ts')),
        ]),
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
  // `require` gets the same types, in files of its own kind.
  for (const name of ['backend', 'errors', 'embed', 'embed-react', 'embed-options']) {
    const types = await readFile(join(target, `${name}.d.mts`), 'utf8')
    await writeFile(
      join(target, `${name}.d.cts`),
      types.replaceAll(/(from '.\/embed[a-z-]*)\.mjs'/g, "$1.cjs'"),
    )
  }
  return true
}

function compiled() {
  return {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: join(root, 'src'),
      outDir: emitted,
    },
    files: published.flatMap((entries) => Object.values(entries)).map((entry) => join(root, 'src', entry)),
    include: [],
  }
}
