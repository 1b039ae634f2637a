import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const filesIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (path) => `${folder}/${path.replaceAll('\\', '/')}`,
  )
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

it('the top of the repository holds only what the design lists', () => {
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts', 'index.html']
  const folders = ['src', 'public', 'e2e', 'node_modules', 'dist']
  const texts = ['README.md', 'CHANGELOG.md', 'LICENSE']
  const entriesAtTop = readdirSync(root).filter((name) => !name.startsWith('.'))
  expect(entriesAtTop.filter((name) => ![...files, ...folders, ...texts].includes(name))).toEqual([])
})

it('no file of the repository reaches outside of it', () => {
  const beside = ['..', 'shared'].join('/')
  const own = ['src', 'e2e', '.scripts', '.ci', 'public'].flatMap(filesIn)
  const texts = own.filter((path) => /\.(?:[cm]?[jt]sx?|json|css|html|svg)$|\/run$/.test(path))
  const all = [...texts, '.oxlintrc.mjs', 'vite.config.ts', 'package.json', 'tsconfig.json', 'index.html']
  expect(all.filter((path) => textOf(path).includes(beside))).toEqual([])
})

it('every module belongs to a part, and the linter has rules for that part', () => {
  const modules = filesIn('src').filter((path) => /\.tsx?$/.test(path) && !path.startsWith('src/testing/'))
  const parts = new Set(modules.map((path) => path.split('/').slice(0, 2).join('/')))
  const named = textOf('.oxlintrc.mjs')
  expect([...parts].filter((part) => !named.includes(`'${part}/**'`))).toEqual([])
})

it('no module imports by a pattern, because the linter would not see it', () => {
  const modules = filesIn('src').filter((path) => /\.tsx?$/.test(path))
  expect(modules.filter((path) => textOf(path).includes(['import.meta', 'glob'].join('.')))).toEqual([])
})

it('no style uses a property of its own that no style sets', () => {
  const styles = filesIn('src').filter((path) => path.endsWith('.css'))
  const named = (pattern: RegExp) =>
    styles.flatMap((path) => [...textOf(path).matchAll(pattern)].map(([, name]) => name))
  const set = new Set(named(/(--[\w-]+)\s*:/g))
  expect(named(/var\((--[\w-]+)/g).filter((name) => !set.has(name))).toEqual([])
})

it('names no file of tests that is not there', () => {
  const own = ['src', 'e2e', '.scripts'].flatMap(filesIn).filter((path) => /\.(?:tsx?|mjs)$/.test(path))
  const there = new Set(own.map((path) => basename(path)))
  // Names of one letter stand for any.
  const named = own.flatMap((path) => textOf(path).match(/[\w-]{2,}\.(?:test|spec)\.tsx?/g) ?? [])
  expect(named.filter((name) => !there.has(name))).toEqual([])
})
