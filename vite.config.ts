import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { createBuilder, type Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './.scripts/testing/longest-first.mjs'
import { prerenderedPages } from './.scripts/building/prerendered-pages.mjs'

/**
 * The oldest browsers of the README understand this syntax. e2e/support/browser-floor.ts lists them too. The build lowers
 * syntax only, and polyfills nothing. With browser names as the target, every private field would become a WeakMap (+1.5 kB)
 * to avoid a browser bug that can't occur here. Of ES2022, Safari 15 lacks static blocks, and it lacks lookbehind: the plugin
 * `without-newer-syntax` fails the build if it holds either.
 */
const oldestSyntax = 'es2022'

/** `.scripts/build.mjs` moves the whole build to `dist` in one go, so no server ever sees half of it. */
const stagingFolder = '.cache/build'

/**
 * Globals that React looks for and goes on without: its hook for developer tools (which don't find the built page then), the
 * browser's loading sign for transitions, and what only Node has (-0.7 kB).
 */
const leftOutOfReact = {
  __REACT_DEVTOOLS_GLOBAL_HOOK__: 'undefined',
  navigation: 'undefined',
  setImmediate: 'undefined',
  'process.emit': 'undefined',
}

const portalPage = 'src/portal/page/index.html'

const publishedBuild = { outDir: stagingFolder, emptyOutDir: false, copyPublicDir: false } as const

export default defineConfig({
  plugins: [
    react(),
    withoutPreloading(),
    withoutNewerSyntax(),
    prerenderedPages(),
    precompressed(),
    servedScript(),
    serverPackage(),
    oneByteCharacters(),
    portalAtTheTop(),
    hostOrigins(),
  ],
  build: {
    target: oldestSyntax,
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  worker: { format: 'es' },
  // Without this, `import { type X }` would still load its module, and with it zod (tsconfig's verbatimModuleSyntax).
  oxc: { typescript: { onlyRemoveTypeImports: false } },
  environments: {
    client: {
      build: {
        outDir: `${stagingFolder}/wizard`,
        // The page's Content-Security-Policy allows neither data: addresses nor inline scripts.
        assetsInlineLimit: 0,
        modulePreload: false,
        rolldownOptions: {
          transform: { define: leftOutOfReact },
          // What the first view needs is one file. With a few later parts, Rolldown (1.2) makes two of it, for nobody's good.
          output: { codeSplitting: { groups: [{ name: 'index', tags: ['$initial'] }] } },
        },
      },
    },
    ssr: {
      // A deployment has no node_modules.
      resolve: { noExternal: true },
      build: {
        target: 'node20.19',
        outDir: `${stagingFolder}/server`,
        copyPublicDir: false,
        sourcemap: true,
        license: { fileName: 'LICENCES.md' },
        rolldownOptions: {
          input: {
            main: 'src/start/main.ts',
            // These two are published. They share most files with the server.
            command: 'src/start/command/main.ts',
            testkit: 'src/testkit/testkit.ts',
            'partner-key': 'src/proxy/partners/partner-key/main.ts',
          },
          // Without hashes, so that a deployment can leave out sandbox.js and portal.js by name.
          output: { chunkFileNames: '[name].js' },
        },
      },
    },
    // The page of the demo portal. Like a partner's page, it shares nothing with the wizard's build.
    portal: {
      consumer: 'client',
      build: {
        outDir: `${stagingFolder}/portal`,
        copyPublicDir: false,
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        rolldownOptions: { input: portalPage },
      },
    },
    // The published package. Its modules contain everything they need, except the optional peers.
    embed: {
      consumer: 'client',
      build: {
        ...publishedBuild,
        lib: {
          entry: { embed: 'src/embed/sdk.ts', 'embed-react': 'src/embed/react.tsx' },
        },
        rolldownOptions: {
          external: /^react(?:$|\/)/,
          // Without comments that name our source files.
          experimental: { attachDebugInfo: 'none' },
          // By `require` too: Jest and servers that render pages load it so.
          output: (['es', 'cjs'] as const).map((format) => ({
            format,
            // Vite leaves the white space in, for the sake of annotations that bundlers need of a larger library.
            minify: true,
            entryFileNames: `[name].${format === 'es' ? 'mjs' : 'cjs'}`,
            chunkFileNames: `embed-[name].${format === 'es' ? 'mjs' : 'cjs'}`,
            // Its hooks run only in the browser. This line makes frameworks with server components render it there.
            banner: (chunk) => (chunk.name === 'embed-react' ? "'use client'" : ''),
          })),
        },
      },
    },
    embedScript: {
      consumer: 'client',
      build: {
        ...publishedBuild,
        lib: {
          entry: 'src/embed/script.ts',
          formats: ['iife'],
          name: 'AkepaUploadWizard',
          fileName: () => 'embed.js',
        },
      },
    },
    // For a partner's server, on any runtime that has `fetch` and WebCrypto.
    backend: {
      consumer: 'server',
      build: {
        ...publishedBuild,
        ssr: true,
        rolldownOptions: {
          input: { backend: 'src/backend/backend.ts', errors: 'src/errors/error-catalogue.ts' },
          experimental: { attachDebugInfo: 'none' },
          output: [
            { format: 'es', entryFileNames: '[name].mjs' },
            { format: 'cjs', entryFileNames: '[name].cjs' },
          ],
        },
      },
    },
  },
  builder: {},
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
    setupFiles: 'src/testing/setup.ts',
    // The tests of stores and servers wait for most of their time. A share such as 200% would be cut back to the cores.
    maxWorkers: availableParallelism() * 2,
    sequence: { sequencer: LongestFirst },
    // Only `main` files have side effects, so test files can share modules. This halves the time.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Vitest's own second is too short for a busy machine.
    expect: { poll: { timeout: 20_000 } },
  },
})

/**
 * Leaves out what Vite wraps around each `import()`, to load styles and other files ahead of it (-0.8 kB). The wizard has one
 * file of styles, and no part needs another that isn't there already.
 */
function withoutPreloading(): Plugin {
  return {
    name: 'without-preloading',
    enforce: 'pre',
    load: (id) =>
      id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load()' : undefined,
  }
}

function withoutNewerSyntax(): Plugin {
  const newer = { 'a static block': /[{;}]static\s*\{/, 'a lookbehind': /\(\?<[=!]/ }
  return {
    name: 'without-newer-syntax',
    applyToEnvironment: (environment) => environment.config.consumer === 'client',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        for (const [what, pattern] of Object.entries(newer)) {
          if (file.type === 'chunk' && pattern.test(file.code))
            this.error(`${file.fileName} has ${what}, which Safari 15 does not understand.`)
        }
      }
    },
  }
}

/** Writes `x.br` and `x.gz` beside every text file of the wizard, so the server never compresses anything. */
function precompressed(): Plugin {
  const textExtensions = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.txt'])
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

/**
 * Serves `/embed.js` for partners' script tags: built beside the wizard's files, or on demand in development. The build has it
 * under a name for its content too, which a page can pin, and names that with its hash in `/embed.json` (Subresource Integrity).
 */
function servedScript(): Plugin {
  return {
    name: 'served-script',
    applyToEnvironment: (environment) => environment.name === 'embedScript',
    async writeBundle({ dir = '' }) {
      const code = await readFile(join(dir, 'embed.js'))
      const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
      const pinned = `embed-${version}-${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js`
      const integrity = `sha384-${createHash('sha384').update(code).digest('base64')}`
      const served = {
        'embed.js': code,
        [pinned]: code,
        'embed.json': JSON.stringify({ script: `/${pinned}`, integrity }),
      }
      for (const [name, content] of Object.entries(served)) {
        const path = join(dir, 'wizard', name)
        await writeFile(path, content)
        await compress(path)
      }
      process.stdout.write(`Script for partners' pages to pin: /${pinned} (${integrity})\n`)
    },
    configureServer({ middlewares }) {
      middlewares.use('/embed.js', (_request, response, next) => {
        buildScript().then((code) => response.setHeader('Content-Type', 'text/javascript').end(code), next)
      })
    },
  }
}

/** Says to Node that the server's files are modules, in a folder that no other package.json is above. */
function serverPackage(): Plugin {
  return {
    name: 'server-package',
    applyToEnvironment: (environment) => environment.name === 'ssr',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "module" }\n' })
    },
  }
}

/**
 * Escapes what is not in Latin-1. V8 keeps the whole text of a file that has one such character in two bytes for each: of the
 * server's two large files that was 4 MB of memory. Lines stay as they are, so the source map does too.
 */
function oneByteCharacters(): Plugin {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return {
    name: 'one-byte-characters',
    enforce: 'post',
    applyToEnvironment: (environment) => environment.name === 'ssr',
    // At the very end, because the last step of a build writes such characters out again.
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') file.code = file.code.replaceAll(/[^\0-\u00ff]/g, escaped)
      }
    },
  }
}

/** Vite puts a page at its source's path, but the portal's server looks for it at the top of its folder. */
function portalAtTheTop(): Plugin {
  return {
    name: 'portal-at-the-top',
    enforce: 'post',
    applyToEnvironment: (environment) => environment.name === 'portal',
    generateBundle(_options, bundle) {
      const page = bundle[portalPage]
      if (page) page.fileName = 'index.html'
    },
  }
}

/** In development, writes the demo portal's origin into the page for a frame. Elsewhere the proxy writes such origins. */
function hostOrigins(): Plugin {
  const content = `http://127.0.0.1:${process.env['PORTAL_PORT'] ?? '4302'}`
  return {
    name: 'host-origins',
    apply: 'serve',
    transformIndexHtml: (_html, { originalUrl = '' }) =>
      originalUrl.startsWith('/embed/')
        ? [{ tag: 'meta', attrs: { name: 'host-origins', content }, injectTo: 'head-prepend' }]
        : [],
  }
}

async function buildScript(): Promise<string> {
  const builder = await createBuilder({
    logLevel: 'warn',
    environments: { embedScript: { build: { write: false } } },
  })
  const { embedScript } = builder.environments
  const built = embedScript && (await builder.build(embedScript))
  const [result] = Array.isArray(built) ? built : [built]
  if (!result || !('output' in result)) throw new Error('The script for partners was not built.')
  return result.output[0].code
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path)
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
    promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
  ])
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
}
