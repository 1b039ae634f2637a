import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { extname, join, posix, resolve } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'
import { describe, expect, it } from 'vitest'

/** Who may import whom, as folders and files of `src`; of several rules for a file the last one counts. */
interface Rule {
  readonly of: string
  readonly mayImport: readonly string[]
  readonly packages: readonly string[]
  /** Runs in Node: may import `node:` modules. */
  readonly isNodes?: true
}
const react = [
  'react',
  'react-dom/client',
  'react-hook-form',
  '@hookform/resolvers/zod',
  '@tanstack/react-query',
]
const proxy = {
  mayImport: ['proxy/', 'contract/'],
  packages: [
    'fastify',
    '@fastify/static',
    'undici',
    'jose',
    'ioredis',
    'pino',
    'prom-client',
    'zod',
    'zod/mini',
  ],
  isNodes: true,
} as const
const sdk = ['embed/options.ts', 'embed/sdk.ts', 'embed/script.ts', 'embed/react.tsx']
const rules: readonly Rule[] = [
  { of: 'contract/', mayImport: ['contract/'], packages: ['zod', 'zod/mini'] },
  { of: 'browser/', mayImport: ['browser/'], packages: [] },
  { of: 'image/', mayImport: ['image/', 'contract/', 'browser/'], packages: ['zod/mini'] },
  {
    of: 'wizard/',
    mayImport: ['wizard/', 'contract/', 'image/', 'browser/', 'embed/frame.ts', 'embed/bridge-error.ts'],
    packages: [...react, 'zod/mini'],
  },
  { of: 'embed/', mayImport: ['embed/', 'contract/'], packages: [] },
  { of: 'embed/react.tsx', mayImport: ['embed/', 'contract/'], packages: ['react'] },
  { of: 'proxy/', ...proxy },
  {
    of: 'start/',
    ...proxy,
    mayImport: [...proxy.mayImport, 'start/', 'sandbox/sandbox.ts', 'portal/portal.ts'],
  },
  {
    of: 'sandbox/',
    mayImport: ['sandbox/'],
    packages: ['fastify', '@fastify/static', 'ajv', 'ajv-formats', 'busboy', 'zod/mini'],
    isNodes: true,
  },
  {
    of: 'portal/',
    mayImport: ['portal/', ...sdk],
    packages: ['fastify', '@fastify/static', 'jose', 'zod', 'zod/mini'],
    isNodes: true,
  },
  { of: 'portal/page/', mayImport: ['portal/', ...sdk], packages: ['zod/mini'] },
  {
    of: 'testkit/',
    mayImport: ['testkit/', 'contract/', 'sandbox/'],
    packages: ['playwright', 'playwright/test', 'zod/mini'],
    isNodes: true,
  },
]
const environmentReader = 'proxy/settings/environment.ts'

/** The modules that are run, published, or imported by another part first; whatever tests alone reach is theirs. */
const entries = `wizard/main.tsx image/prepare.ts embed/sdk.ts embed/script.ts embed/react.tsx start/main.ts
  sandbox/sandbox.ts portal/portal.ts portal/page/main.ts testkit/testkit.ts`.split(/\s+/)

interface Import {
  /** As written; undefined where it is computed. */
  readonly specifier: string | undefined
  readonly isType: boolean
}

/** Everything a module imports, in whichever way, and whether it reads the process's environment. */
function read(path: string, source: string): { imports: Import[]; readsEnvironment: boolean } {
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]?.message}`)
  const imports: Import[] = []
  let readsEnvironment = false
  const add = (node: ESTree.Expression | null, isType = false) => {
    const specifier = node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
    imports.push({ specifier, isType })
  }
  new Visitor({
    ImportDeclaration({ source: from, importKind, specifiers }) {
      const isTypes = specifiers.every(
        (each) => each.type === 'ImportSpecifier' && each.importKind === 'type',
      )
      add(from, importKind === 'type' || (isTypes && specifiers.length > 0))
    },
    ExportNamedDeclaration({ source: from, exportKind, specifiers }) {
      if (from) add(from, exportKind === 'type' || specifiers.every((each) => each.exportKind === 'type'))
    },
    ExportAllDeclaration: ({ source: from, exportKind }) => add(from, exportKind === 'type'),
    ImportExpression: ({ source: from }) => add(from),
    TSImportType: ({ source: from }) => add(from, true),
    TSExternalModuleReference: ({ expression }) => add(expression),
    CallExpression({ callee, arguments: [first] }) {
      const isRequire = callee.type === 'Identifier' && callee.name === 'require'
      const isGlob = callee.type === 'MemberExpression' && callee.object.type === 'MetaProperty'
      if (isRequire || isGlob) add(first?.type === 'Literal' ? first : null)
    },
    MemberExpression({ object, property }) {
      const name =
        property.type === 'Literal' ? property.value : property.type === 'Identifier' && property.name
      if (object.type === 'Identifier' && object.name === 'process' && name === 'env') readsEnvironment = true
    },
    VariableDeclarator({ init, id }) {
      const isProcess = init?.type === 'Identifier' && init.name === 'process'
      if (isProcess && id.type === 'ObjectPattern') readsEnvironment = true
    },
  }).visit(program)
  readsEnvironment ||= imports.some(
    ({ specifier }) => specifier === 'node:process' || specifier === 'process',
  )
  return { imports, readsEnvironment }
}

/** Path in `src` of what a relative specifier means. */
function target(path: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')))
}

/** What a module of the product does that it may not. */
function violationsOf(path: string, source: string): string[] {
  const rule = rules.findLast(({ of }) => path.startsWith(of))
  if (!rule) return [`${path} belongs to no part`]
  const { imports, readsEnvironment } = read(path, source)
  const violations = imports.flatMap(({ specifier, isType }) => {
    if (specifier === undefined) return [`${path} imports something computed`]
    const no = [`${path} may not import ${specifier}`]
    if (isBuiltin(specifier)) return rule.isNodes && specifier.startsWith('node:') ? [] : no
    if (!specifier.startsWith('.')) return rule.packages.includes(specifier) ? [] : no
    const to = target(path, specifier)
    if (extname(to) === '') return [`${path} imports ${specifier} without its ending`]
    if (!rule.mayImport.some((place) => to.startsWith(place))) return no
    // The SDK ships alone: of the contract it may know the types, which are gone when it is built.
    const isBare = path.startsWith('embed/') && !path.startsWith('embed/frame.ts')
    return isBare && to.startsWith('contract/') && !isType
      ? [`${path} may import only types from ${specifier}`]
      : []
  })
  if (readsEnvironment && path !== environmentReader) violations.push(`${path} may not read the environment`)
  return violations
}

const root = resolve(import.meta.dirname, '..')
const isModule = (path: string) => /\.tsx?$/.test(path)
const isTest = (path: string) => /\.test\.tsx?$/.test(path)
const filesIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
    path.replaceAll('\\', '/'),
  )
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

const modules = filesIn('src').filter(isModule)
const importsOf = new Map(
  modules.map((path) => [
    path,
    read(path, textOf(`src/${path}`)).imports.flatMap(({ specifier }) =>
      specifier?.startsWith('.') ? [target(path, specifier)] : [],
    ),
  ]),
)

function reachableFrom(starts: readonly string[]): Set<string> {
  const reached = new Set(starts)
  for (const path of reached) for (const next of importsOf.get(path) ?? []) reached.add(next)
  return reached
}

const ofProduct = reachableFrom(entries)
const ofTests = reachableFrom(modules.filter(isTest))
const product = modules.filter((path) => !isTest(path) && (ofProduct.has(path) || !ofTests.has(path)))

describe('the parts import each other only as the design allows', () => {
  it.each(rules.map(({ of }) => of))('%s', (place) => {
    const own = product.filter((path) => path.startsWith(place))
    expect(own).not.toEqual([])
    expect(own.flatMap((path) => violationsOf(path, textOf(`src/${path}`)))).toEqual([])
  })

  it('and each module belongs to a part', () => {
    expect(product.filter((path) => !rules.some(({ of }) => path.startsWith(of)))).toEqual([])
    expect(entries.filter((path) => !modules.includes(path))).toEqual([])
  })

  it('in imports that lead to files', () => {
    const missing = [...importsOf].flatMap(([path, targets]) =>
      targets.filter((to) => !existsSync(join(root, 'src', to))).map((to) => `${path} imports ${to}`),
    )
    expect(missing).toEqual([])
  })
})

describe('the repository', () => {
  it('has only what the design lists at its top', () => {
    const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts', 'index.html']
    const folders = ['src', 'public', 'e2e', 'node_modules', 'dist']
    const texts = ['README.md', 'CHANGELOG.md', 'LICENSE']
    const entriesAtTop = readdirSync(root).filter((name) => !name.startsWith('.'))
    expect(entriesAtTop.filter((name) => ![...files, ...folders, ...texts].includes(name))).toEqual([])
  })

  it('stands alone: nothing in it reaches beside it', () => {
    const beside = ['..', 'shared'].join('/')
    const own = ['src', 'e2e', '.scripts', '.ci', 'public'].flatMap((folder) =>
      filesIn(folder).map((path) => `${folder}/${path}`),
    )
    const texts = own.filter((path) => /\.(?:[cm]?[jt]sx?|json|css|html|svg)$|\/run$/.test(path))
    const all = [...texts, 'vite.config.ts', 'package.json', 'tsconfig.json', 'index.html']
    expect(all.filter((path) => textOf(path).includes(beside))).toEqual([])
  })
})

describe('this test would notice', () => {
  it.each([
    ['contract/a.ts', "import { b } from '../image/b.ts'"],
    ['contract/a.ts', "import { z } from 'zod/v3'"],
    ['contract/a.ts', "import schema from '../sandbox/generate.request.schema.json' with { type: 'json' }"],
    ['contract/a.ts', "import { Buffer } from 'node:buffer'"],
    ['image/a.ts', "import { b } from '../wizard/b.ts'"],
    ['image/a.ts', "import sharp from 'sharp'"],
    ['image/a.ts', "import url from '../proxy/b.ts?worker&url'"],
    ['wizard/a.tsx', "import type { Store } from '../proxy/store.ts'"],
    ['wizard/steps/a.tsx', "import { type Fault } from '../../sandbox/faults.ts'"],
    ['wizard/a.tsx', "import { mountDocumentUpload } from '../embed/sdk.ts'"],
    ['wizard/a.tsx', "import { z } from 'zod'"],
    ['wizard/a.tsx', "import { readFile } from 'fs'"],
    ['wizard/a.tsx', "const portal = import('../portal/portal.ts')"],
    ['embed/sdk.ts', "import { bridgeVersion } from '../contract/bridge.ts'"],
    ['embed/sdk.ts', "export * from '../contract/embed.ts'"],
    ['embed/sdk.ts', "import { useEffect } from 'react'"],
    ['embed/react.tsx', "import { createRoot } from 'react-dom/client'"],
    ['embed/frame.ts', "import { visit } from '../wizard/visit.ts'"],
    ['proxy/proxy.ts', "import { startSandbox } from '../sandbox/sandbox.ts'"],
    ['proxy/proxy.ts', "const { startPortal } = await import('../portal/portal.ts')"],
    ['start/main.ts', "import { faults } from '../sandbox/faults.ts'"],
    ['proxy/proxy.ts', "import { useState } from 'react'"],
    ['proxy/proxy.ts', "import { onTestFinished } from 'vitest'"],
    ['proxy/proxy.ts', "import { request } from 'http'"],
    ['proxy/proxy.ts', 'const port = process.env.PORT'],
    ['proxy/proxy.ts', "const port = process['env']['PORT']"],
    ['proxy/proxy.ts', 'const { env } = process'],
    ['proxy/proxy.ts', "import { env } from 'node:process'"],
    ['sandbox/a.ts', "import { documentSchema } from '../contract/document.ts'"],
    ['sandbox/a.ts', "type Document = import('../contract/document.ts').Document"],
    ['sandbox/a.ts', "export { extensions } from '../contract/document.ts'"],
    ['portal/a.ts', "import { documentSchema } from '../contract/document.ts'"],
    ['portal/a.ts', "import { connectToHost } from '../embed/frame.ts'"],
    ['portal/page/a.ts', "import { join } from 'node:path'"],
    ['testkit/a.ts', "import { startProxy } from '../proxy/proxy.ts'"],
    ['testkit/a.ts', "import { test } from '../../e2e/test.ts'"],
    ['proxy/a.ts', `import text from '../../${['..', 'shared'].join('/')}/DESIGN.md'`],
    ['proxy/a.ts', "import { b } from './b'"],
    ['proxy/a.ts', "const fs = require('fs')"],
    ['proxy/a.ts', 'const part = await import(`./${name}.ts`)'],
    ['wizard/a.ts', "const all = import.meta.glob('../proxy/*.ts')"],
    ['helpers/a.ts', ''],
    ['a.ts', ''],
  ])('%s: %s', (path, source) => {
    expect(violationsOf(path, source)).toHaveLength(1)
  })
})
