import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documentTypes } from '../../contract/document/document.ts'

const file = readFileSync(join(import.meta.dirname, 'drawings.svg'), 'utf8')

/** What each drawing consists of, by its name. */
const drawings = new Map(
  Array.from(file.matchAll(/<g id="(\w+)">(.+)<\/g>\n/g), ([, name = '', parts = '']) => [name, parts]),
)

it('every type of document has a drawing of its own, and so has what an example shows', () => {
  const examples = ['good', 'bad', 'corners', 'glare']
  expect([...drawings.keys()].toSorted()).toEqual([...documentTypes, ...examples].toSorted())
  expect(new Set(drawings.values()).size).toBe(drawings.size)
})

it('all drawings together weigh at most 8 kB', () => {
  expect(Buffer.byteLength(file)).toBeLessThanOrEqual(8000)
})

describe.each([...drawings])('%s', (_name, parts) => {
  it('has the colours of the page, and nothing that its policy forbids', () => {
    const paints = Array.from(parts.matchAll(/(?:fill|stroke)="([^"]+)"/g), ([, paint]) => paint)
    expect(paints.filter((paint) => paint !== 'currentColor' && paint !== 'none')).toEqual([])
    expect(parts).not.toMatch(/style|href|<text|url\(/)
  })
})
