import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { type Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/**
 * The newest browsers that old phones and locked desktops can still get: Safari 15 on iOS 15 (iPhone 6s), Chrome
 * 95 on Android 5, Firefox ESR 115 on Windows 7. Only syntax is lowered; nothing is polyfilled.
 */
const oldestBrowsers = ['chrome95', 'edge95', 'firefox115', 'safari15', 'ios15']

/** `.scripts/build.mjs` moves what is built here to `dist` in one go, so that no server ever sees half of it. */
const stagingFolder = '.cache/build'

export default defineConfig({
  plugins: [react(), precompressed()],
  build: {
    target: oldestBrowsers,
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  worker: { format: 'es' },
  // Without this, `import { type X }` still loads its module (tsconfig's verbatimModuleSyntax), and with it zod.
  oxc: { typescript: { onlyRemoveTypeImports: false } },
  environments: {
    client: {
      build: {
        outDir: `${stagingFolder}/wizard`,
        // The page's Content-Security-Policy knows neither data: addresses nor inline scripts.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
      },
    },
    ssr: {
      resolve: { external: true },
      build: {
        target: 'node20.19',
        outDir: `${stagingFolder}/server`,
        copyPublicDir: false,
        sourcemap: true,
        rolldownOptions: { input: { main: 'src/proxy/main.ts' } },
      },
    },
  },
  builder: {},
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
})

/** Writes `x.br` and `x.gz` beside every text file of the wizard, so that the server never compresses a byte. */
function precompressed(): Plugin {
  const textExtensions = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.txt'])
  const brotli = promisify(brotliCompress)
  const gzipped = promisify(gzip)

  async function compress(path: string): Promise<void> {
    const content = await readFile(path)
    const [br, gz] = await Promise.all([
      brotli(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
      gzipped(content, { level: constants.Z_BEST_COMPRESSION }),
    ])
    await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
  }

  return {
    name: 'precompressed',
    apply: 'build',
    applyToEnvironment: (environment) => environment.name === 'client',
    async writeBundle({ dir }) {
      if (dir === undefined) return
      const entries = await readdir(dir, { recursive: true, withFileTypes: true })
      const texts = entries.filter((entry) => entry.isFile() && textExtensions.has(extname(entry.name)))
      await Promise.all(texts.map((entry) => compress(join(entry.parentPath, entry.name))))
    },
  }
}
