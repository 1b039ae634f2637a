import { execFileSync } from 'node:child_process'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { indented, shellWord, sourceLiteral } from './source-literal.ts'

const texts = [
  'plain',
  "it's",
  'say "so"',
  'both \' and "',
  'back\\slash',
  'at the end \\',
  '\\\' and \\"',
  'two\nlines',
  '${template}',
  '\u2028 and \u2029',
  '</script>',
  '*/',
  '字 🪶',
]

describe('a text survives', () => {
  for (const text of texts) {
    it(`in JavaScript: ${JSON.stringify(text)}`, () => {
      const value = { 'a name': [text], name: text }
      const json = runInNewContext(`JSON.stringify(${sourceLiteral(value)})`) as string
      expect(JSON.parse(json)).toEqual(value)
    })

    it(`in a shell: ${JSON.stringify(text)}`, () => {
      const command = `printf %s ${shellWord(text)}`
      expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' })).toBe(text)
    })
  }
})

it('writes an object as a person would', () => {
  const value = {
    type: 'license',
    locked: ['type', 'name'],
    inner: { '--radius': 0 },
    none: undefined,
    empty: {},
  }
  expect(sourceLiteral(value)).toBe(
    `{
  type: 'license',
  locked: ['type', 'name'],
  inner: {
    '--radius': 0,
  },
  empty: {},
}`,
  )
})

it('indents lines with text, and leaves empty lines empty', () => {
  expect(indented('one\n\n  two', 2)).toBe('  one\n\n    two')
})
