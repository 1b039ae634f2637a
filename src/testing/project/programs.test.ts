import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { needed, neededForWebKit } from '../../../.scripts/installing/system-packages.mjs'

const root = resolve(import.meta.dirname, '../../..')

/** The first argument of every call that starts a program, and every browser that is named, as written in the source. */
function programsStartedBy(source: string): string[] {
  const browsers = Array.from(source.matchAll(/executablePath: ('[^']+')/g), ([, path = '']) => path)
  return [...browsers, ...calledPrograms(source)]
}

function calledPrograms(source: string): string[] {
  const imported = /import \{([^}]*)\} from 'node:child_process'/.exec(source)?.[1] ?? ''
  const starters = imported.split(',').map((name) => name.trim())
  const functions = starters.filter((name) => name !== '' && !name.startsWith('type '))
  const promisified = functions.map((name) => `promisify\\(${name}\\)`)
  const names = source.matchAll(new RegExp(`const (\\w+) = (?:${promisified.join('|') || '$^'})$`, 'gm'))
  const callees = [...functions, ...promisified, ...Array.from(names, ([, name = '']) => name)]
  if (callees.length === 0) return []
  const calls = source.matchAll(new RegExp(`(?<![\\w.])(?:${callees.join('|')})\\(\\s*([^,)\\s]+)`, 'g'))
  return Array.from(calls, ([, argument = '']) => argument).filter(
    (argument) => !functions.includes(argument),
  )
}

it('every program that a test starts is installed for it', () => {
  // Every system with Node has the first four. The last comes from npm, by the test that starts it. Benchmarks are not part
  // of `npm test`.
  const there = ['process.execPath', "'npm'", "'npx'", "'sh'", 'programOf(project'].concat(
    [...needed, ...neededForWebKit].map(({ sign }) => `'${sign}'`),
  )
  const files = ['src', 'e2e'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  const started = files
    .filter((path) => /\.(?:[cm]?[jt]s|tsx)$/.test(path) && !path.startsWith(join('e2e', 'benchmarks')))
    .flatMap((path) => programsStartedBy(readFileSync(join(root, path), 'utf8')))
  expect(started).toEqual(
    expect.arrayContaining(["'redis-server'", "'curl'", "'tesseract'", "'sh'", "'npm'"]),
  )
  expect([...new Set(started)].filter((program) => !there.includes(program))).toEqual([])
})

it.each([
  ["import { spawn } from 'node:child_process'\nspawn(\n  'openssl',\n  [])", ["'openssl'"]],
  ["import { execFile } from 'node:child_process'\nconst run = promisify(execFile)\nrun('jq', [])", ["'jq'"]],
  ["import { execFile } from 'node:child_process'\nawait promisify(execFile)('jq', [])", ["'jq'"]],
  ["import { type ChildProcess, fork } from 'node:child_process'\nfork(file)", ['file']],
  ["const found = pattern.exec('text')", []],
  ["launch({ browser: 'firefox', executablePath: '/usr/bin/firefox-esr' })", ["'/usr/bin/firefox-esr'"]],
])('finds the programs in: %s', (source, programs) => {
  expect(programsStartedBy(source)).toEqual(programs)
})
