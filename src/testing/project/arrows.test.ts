import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { atEnd, shared } from '../at-end.ts'

const root = resolve(import.meta.dirname, '../../..')

/** A path in `src`, and the one line of that file. */
type Case = readonly [path: string, line: string]

/** The first part may import every file of the second. Everything else is refused, except what `allowed` adds. */
const arrows = [
  ['image', 'browser'],
  ['image', 'contract'],
  ['wizard', 'browser'],
  ['wizard', 'contract'],
  ['wizard', 'image'],
  ['errors', 'contract'],
  ['proxy', 'contract'],
  ['start', 'contract'],
  ['start', 'proxy'],
  ['testkit', 'contract'],
  ['testkit', 'sandbox'],
]

const refused: readonly Case[] = [
  ['contract/a.ts', "import { z } from 'zod/v3'"],
  [
    'contract/a.ts',
    "import schema from '../sandbox/vendor/generate.request.schema.json' with { type: 'json' }",
  ],
  ['contract/a.ts', "import { Buffer } from 'node:buffer'"],
  ['contract/image/a.ts', "import { b } from '../../image/b.ts'"],
  ['browser/a.ts', "import * as z from 'zod/mini'"],
  ['image/a.ts', "import sharp from 'sharp'"],
  ['image/a.ts', "import url from '../proxy/b.ts?worker&url'"],
  ['image/file/a.ts', "import { b } from '../testing/b.ts'"],
  ['wizard/a.tsx', "import type { Store } from '../proxy/store.ts'"],
  ['wizard/steps/a.tsx', "import { type Fault } from '../../sandbox/faults.ts'"],
  ['wizard/a.tsx', "import { mountDocumentUpload } from '../embed/sdk.ts'"],
  ['wizard/a.tsx', "import { z } from 'zod'"],
  ['wizard/a.tsx', "import { readFile } from 'fs'"],
  ['wizard/a.tsx', "const portal = import('../portal/portal.ts')"],
  ['embed/sdk.ts', "import { bridgeVersion } from '../contract/frame/bridge.ts'"],
  ['embed/sdk.ts', "export * from '../contract/frame/embed.ts'"],
  ['embed/sdk.ts', "import { useEffect } from 'react'"],
  ['embed/react.tsx', "import { createRoot } from 'react-dom/client'"],
  ['embed/react.tsx', "import { bridgeVersion } from '../contract/frame/bridge.ts'"],
  ['embed/frame/frame.ts', "import { visit } from '../../wizard/visit.ts'"],
  ['backend/backend.ts', "import { errorRule } from '../contract/errors.ts'"],
  ['backend/backend.ts', "import { createHash } from 'node:crypto'"],
  ['backend/backend.ts', "import { jwtVerify } from 'jose'"],
  ['proxy/proxy.ts', "import { startSandbox } from '../sandbox/sandbox.ts'"],
  ['proxy/proxy.ts', "const { startPortal } = await import('../portal/portal.ts')"],
  ['proxy/proxy.ts', "import { useState } from 'react'"],
  ['proxy/proxy.ts', "import { onTestFinished } from 'vitest'"],
  ['proxy/proxy.ts', "import { request } from 'http'"],
  ['proxy/proxy.ts', 'const port = process.env.PORT'],
  ['proxy/proxy.ts', "const port = process['env']['PORT']"],
  ['proxy/proxy.ts', 'const { env } = process'],
  ['proxy/proxy.ts', "import { env } from 'node:process'"],
  ['proxy/a.ts', "import { freePort } from './testing/free-ports.ts'"],
  ['proxy/a.ts', "import { b } from './b'"],
  ['proxy/a.ts', "const fs = require('fs')"],
  ['proxy/a.ts', 'const part = await import(`./${name}.ts`)'],
  ['errors/a.ts', "import { startProxy } from '../proxy/proxy.ts'"],
  ['start/main.ts', "import { faults } from '../sandbox/faults/faults.ts'"],
  ['start/main.ts', "import { customers } from '../portal/customers.ts'"],
  ['sandbox/a.ts', "type Document = import('../contract/document/document.ts').Document"],
  ['sandbox/a.ts', "export { extensions } from '../contract/document/document.ts'"],
  ['portal/a.ts', "import { connectToHost } from '../embed/frame/frame.ts'"],
  ['portal/a.ts', "import { WizardClient } from '../backend/wizard-client.ts'"],
  ['portal/page/a.ts', "import { join } from 'node:path'"],
  ['portal/page/a.ts', "import { createBackend } from '../../backend/backend.ts'"],
  ['portal/page/a.ts', "import { connectToHost } from '../../embed/frame/frame.ts'"],
  ['testkit/a.ts', "import { test } from '../../e2e/test.ts'"],
  ['testkit/a.ts', "import { run } from '../../.scripts/run.mjs'"],
  ['testkit/a.ts', "import { startProxy } from '../proxy/proxy.ts'"],
  ['testkit/a.ts', "import { startServers } from '../start/start-servers.ts'"],
  ['helpers/a.ts', "import { documentSchema } from '../contract/document/document.ts'"],
]

const allowed: readonly Case[] = [
  ['contract/a.ts', "import * as z from 'zod/mini'"],
  ['contract/a.ts', "import { b } from './image/b.ts'"],
  ['proxy/upload/a.ts', "import { b } from '../../contract/image/b.ts'"],
  ['proxy/upload/a.ts', "import { open } from 'node:fs/promises'"],
  ['proxy/upload/a.ts', "import { b } from '../http/b.ts'"],
  ['proxy/upload/a.test.ts', "import { startSandbox } from '../../sandbox/sandbox.ts'"],
  ['proxy/testing/a.ts', "import { onTestFinished } from 'vitest'"],
  ['proxy/settings/environment.ts', 'const port = process.env.PORT'],
  ['wizard/host/a.ts', "import { connectToHost } from '../../embed/frame/frame.ts'"],
  ['wizard/host/a.ts', "import { BridgeError } from '../../embed/frame/bridge-error.ts'"],
  ['embed/sdk.ts', "export { type Theme } from '../contract/frame/embed.ts'"],
  ['embed/frame/frame.ts', "import { bridgeVersion } from '../../contract/frame/bridge.ts'"],
  ['embed/react.tsx', "import { useEffect } from 'react'"],
  ['backend/backend.ts', "import { type ErrorCode } from '../contract/errors.ts'"],
  ['start/main.ts', "const { startSandbox } = await import('../sandbox/sandbox.ts')"],
  ['start/main.ts', "const { startPortal } = await import('../portal/portal.ts')"],
  ['errors/a.ts', "import { Failure } from '../proxy/http/answer/failure.ts'"],
  ['start/command/a.ts', "import { createBackend } from '../../backend/backend.ts'"],
  ['portal/a.ts', "import { createBackend } from '../backend/backend.ts'"],
  ['portal/page/a.ts', "import { mountDocumentUpload } from '../../embed/sdk.ts'"],
]

/** The rules on imports and on the environment. The linter breaks other rules over files as short as these. */
const rules = new Set([
  'eslint(no-restricted-imports)',
  'eslint(no-restricted-properties)',
  'import(extensions)',
  'import(no-cycle)',
  'import(no-dynamic-require)',
  'typescript(consistent-type-imports)',
  'typescript(no-require-imports)',
])

/** The cases that the linter refuses with the project's own configuration. Each case has a tree of its own. */
async function refusedOf(cases: readonly Case[]): Promise<readonly Case[]> {
  const folder = await mkdtemp(join(tmpdir(), 'arrows-'))
  atEnd(() => rm(folder, { recursive: true }))
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  await write(
    'config.mjs',
    `import config from '${pathToFileURL(join(root, '.oxlintrc.mjs')).href}'
     const inTrees = ({ files, rules }) => ({ files: files.map((glob) => 'tree-*/' + glob), rules })
     export default { ...config, overrides: config.overrides.map(inTrees) }`,
  )
  for (const [index, [path, line]] of cases.entries()) await write(`tree-${index}/src/${path}`, `${line}\n`)

  const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const report = await new Promise<string>((done) => {
    const options = { cwd: folder, maxBuffer: 100_000_000 }
    execFile(
      process.execPath,
      [oxlint, '--config', 'config.mjs', '--format', 'json', '.'],
      options,
      (_, out) => done(out),
    )
  })
  const { diagnostics } = JSON.parse(report) as { diagnostics: { code?: string; filename: string }[] }
  const files = diagnostics.flatMap(({ code, filename }) => (rules.has(code ?? '') ? [filename] : []))
  return cases.filter(([path], index) => files.includes(join(`tree-${index}`, 'src', path)))
}

/** Two files that import each other. Their trees are the first two. */
const circle: readonly Case[] = [
  ['a.ts', "export { b } from '../../tree-1/src/b.ts'"],
  ['b.ts', "export { a } from '../../tree-0/src/a.ts'"],
]

async function casesBetweenParts() {
  const entries = await readdir(join(root, 'src'), { withFileTypes: true })
  const parts = entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
    .map(({ name }) => name)
  const pairs = parts.flatMap((from) => parts.filter((to) => to !== from).map((to) => [from, to] as const))
  const cases = pairs.flatMap(([from, to]): Case[] => [
    [`${from}/a.ts`, `import { b } from '../${to}/b.ts'`],
    [`${from}/room/a.ts`, `import { b } from '../../${to}/room/b.ts'`],
  ])
  const mayImport = new Set(arrows.map(([from, to]) => `${from} ${to}`))
  const forbidden = cases.filter((_, index) => !mayImport.has((pairs[Math.floor(index / 2)] ?? []).join(' ')))
  return { cases, forbidden }
}

/** All cases go to the linter at once, because its start takes most of the time. */
const judged = shared(async () => {
  const betweenParts = await casesBetweenParts()
  const found = new Set(await refusedOf([...circle, ...refused, ...allowed, ...betweenParts.cases]))
  const foundOf = (cases: readonly Case[]) => cases.filter((one) => found.has(one))
  return { betweenParts, foundOf }
})

it('the linter refuses every import that the design forbids, and no other', () => {
  expect(judged().foundOf([...refused, ...allowed])).toEqual(refused)
})

it('a part may import from another part only what the design allows, in any of its folders', () => {
  const { betweenParts, foundOf } = judged()
  expect(foundOf(betweenParts.cases)).toEqual(betweenParts.forbidden)
})

it('the linter refuses a circle of imports', () => {
  expect(judged().foundOf(circle)).toEqual(circle)
})
