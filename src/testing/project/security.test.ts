import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import * as z from 'zod'

const root = resolve(import.meta.dirname, '../../..')
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

/** The requirements of levels 1 and 2, by their sections in ASVS 5.0: the others are of level 3. */
const requirements = `
1.1: 1 2
1.2: 1 2 3 4 5 6 7 8 9
1.3: 1 2 3 4 5 6 7 8 9 10 11
1.4: 1 2 3
1.5: 1 2
2.1: 1 2 3
2.2: 1 2 3
2.3: 1 2 3 4
2.4: 1
3.2: 1 2
3.3: 1 2 3 4
3.4: 1 2 3 4 5 6
3.5: 1 2 3 4 5
3.7: 1 2
4.1: 1 2 3
4.2: 1
4.3: 1 2
4.4: 1 2 3 4
5.1: 1
5.2: 1 2 3
5.3: 1 2
5.4: 1 2 3
6.1: 1 2 3
6.2: 1 2 3 4 5 6 7 8 9 10 11 12
6.3: 1 2 3 4
6.4: 1 2 3 4
6.5: 1 2 3 4 5
6.6: 1 2 3
6.8: 1 2 3 4
7.1: 1 2 3
7.2: 1 2 3 4
7.3: 1 2
7.4: 1 2 3 4 5
7.5: 1 2
7.6: 1 2
8.1: 1 2
8.2: 1 2 3
8.3: 1
8.4: 1
9.1: 1 2 3
9.2: 1 2 3 4
10.1: 1 2
10.2: 1 2
10.3: 1 2 3 4
10.4: 1 2 3 4 5 6 7 8 9 10 11
10.5: 1 2 3 4 5
10.6: 1 2
10.7: 1 2 3
11.1: 1 2
11.2: 1 2 3
11.3: 1 2 3
11.4: 1 2 3 4
11.5: 1
11.6: 1
12.1: 1 2 3
12.2: 1 2
12.3: 1 2 3 4
13.1: 1
13.2: 1 2 3 4 5
13.3: 1 2
13.4: 1 2 3 4 5
14.1: 1 2
14.2: 1 2 3 4
14.3: 1 2 3
15.1: 1 2 3
15.2: 1 2 3
15.3: 1 2 3 4 5 6 7
16.1: 1
16.2: 1 2 3 4 5
16.3: 1 2 3 4
16.4: 1 2 3
16.5: 1 2 3
17.1: 1
17.2: 1 2 3 4
17.3: 1 2`
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [section = '', numbers = ''] = line.split(': ')
    return numbers.split(' ').map((number) => `${section}.${number}`)
  })

const rows = textOf('src/proxy/SECURITY.md')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [ids = '', , state = '', how = ''] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
    return { ids: ids.split(', '), state, how }
  })
const shownBy = (how: string) =>
  Array.from(
    how.matchAll(/`((?:src|e2e)\/\S+\.(?:test|spec)\.tsx?)`: “([^”]+)”/g),
    ([, file = '', title = '']) => ({
      file,
      title,
    }),
  )

it('the security page has every requirement of levels 1 and 2 once', () => {
  expect(rows.flatMap(({ ids }) => ids).toSorted()).toEqual(requirements.toSorted())
})

it('the security page says of each requirement how it stands, and why', () => {
  const isFounded = ({ state, how }: (typeof rows)[number]) => {
    switch (state) {
      case 'met':
        return shownBy(how).length > 0 || /\]\([^)]+\)/.test(how)
      case 'not met':
        return how.includes('Plan: ')
      case 'not applicable':
        return how !== ''
      default:
        return false
    }
  }
  expect(rows.filter((row) => !isFounded(row))).toEqual([])
})

it('the security page counts right', () => {
  const count = (wanted: string) =>
    rows.filter(({ state }) => state === wanted).reduce((sum, { ids }) => sum + ids.length, 0)
  const told = `Of ${requirements.length} requirements ${count('met')} are met, ${count('not applicable')} are not applicable, and ${count('not met')} are not met.`
  expect(textOf('src/proxy/SECURITY.md')).toContain(told)
})

it('every test that the security page names exists, by its title', () => {
  const named = rows.flatMap(({ how }) => shownBy(how))
  expect(named.length).toBeGreaterThan(100)
  const missing = named.filter(
    ({ file, title }) => !existsSync(join(root, file)) || !textOf(file).includes(title),
  )
  expect(missing).toEqual([])
  // Nothing that looks like a test's file is without a title.
  const mentioned = rows.flatMap(({ how }) => how.match(/\.(?:test|spec)\.tsx?/g) ?? [])
  expect(mentioned).toHaveLength(named.length)
})

it('the command for the list of libraries gives CycloneDX, with every library that package.json names', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
    cwd: root,
    maxBuffer: 2 ** 25,
  })
  const component = z.object({ name: z.string(), version: z.string(), purl: z.string() })
  const list = z
    .object({ bomFormat: z.literal('CycloneDX'), specVersion: z.string(), components: z.array(component) })
    .parse(JSON.parse(stdout))
  const { devDependencies } = z
    .object({ devDependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(textOf('package.json')))
  const listed = new Set(list.components.map(({ name, purl }) => purl.startsWith('pkg:npm/') && name))
  expect(Object.keys(devDependencies).filter((name) => !listed.has(name))).toEqual([])
})
