import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { chooseForm, isHeld, readStaticFiles } from './static-files.ts'

async function readFolder(...names: string[]) {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'assets', '.hidden'), { recursive: true })
  for (const name of names) await writeFile(join(folder, name), name)
  return await readStaticFiles(folder)
}

it.each([
  ['br, gzip', 'br'],
  ['gzip, br;q=0', 'gzip'],
  ['GZIP;q=0.5', 'gzip'],
  ['*', 'br'],
  ['*, br;q=0.000', 'gzip'],
  ['deflate', 'identity'],
  ['identity;q=0, *;q=0', 'identity'],
  ['', 'identity'],
])('a client that takes “%s” gets the file as %s', async (accepted, encoding) => {
  const files = await readFolder('a.js', 'a.js.br', 'a.js.gz')
  const file = files.get('/a.js')
  expect(file && chooseForm(file, accepted)?.encoding).toBe(encoding)
})

it('a file has one address, whatever forms it has, and pages and hidden ones have none', async () => {
  const files = await readFolder(
    'index.en.html',
    'index.en.html.br',
    'a.js',
    'a.js.br',
    '.env',
    'assets/.hidden/a.js',
    'assets/a.css',
  )
  expect([...files.keys()].toSorted()).toEqual(['/a.js', '/assets/a.css'])
})

it('a file has another tag in each form, and the same one while its bytes stay', async () => {
  const tagsOf = async () => {
    const file = (await readFolder('a.js', 'a.js.br')).get('/a.js')
    return [file?.forms.identity?.etag, file?.forms.br?.etag]
  }
  const tags = await tagsOf()
  expect(new Set(tags).size).toBe(2)
  expect(await tagsOf()).toEqual(tags)
})

it.each([
  ['"tag"', true],
  ['W/"tag"', true],
  ['"other", "tag"', true],
  ['*', true],
  ['"other"', false],
  ['', false],
])('a client that says it holds %s has the form with "tag": %s', (held, expected) => {
  expect(isHeld('"tag"', held)).toBe(expected)
})
