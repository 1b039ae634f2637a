import { describe, expect, it } from 'vitest'
import { type DocumentType, documentTypes, workflows } from '../../../contract/document/document.ts'
import { atOneGlance, offeredTypes } from './offered-types.ts'

const all = (workflow: (typeof workflows)[number], named?: readonly DocumentType[]) => {
  const { first, more } = offeredTypes(workflow, named)
  return [...first, ...more]
}

describe('where the session names no types', () => {
  it.each(workflows)('few are offered to a %s at first, and none twice', (workflow) => {
    expect(offeredTypes(workflow, undefined).first.length).toBeLessThanOrEqual(atOneGlance)
    expect(new Set(all(workflow)).size).toBe(all(workflow).length)
  })

  it.each([
    ['PERSONAL', ['internal', '1120', '1065']],
    ['BUSINESS', ['paystub', 'w2', 't1', 't4']],
  ] as const)('a %s is not offered what only the other has', (workflow, left) => {
    expect(documentTypes.filter((type) => !all(workflow).includes(type))).toEqual(left)
  })
})

describe('where the session names types', () => {
  it.each(workflows)('all of them are offered for %s, and no other', (workflow) => {
    expect(all(workflow, documentTypes).toSorted()).toEqual(documentTypes.toSorted())
    expect(all(workflow, ['internal', 't4', 'w2'])).toEqual(['internal', 't4', 'w2'])
  })

  it('a few are shown at once, the likely ones first', () => {
    const named = ['t4', 'w2', 'passport'] as const
    expect(offeredTypes('PERSONAL', named)).toEqual({ first: ['passport', 't4', 'w2'], more: [] })
  })

  it('many that are all unlikely are shown at once too', () => {
    const named = ['internal', '1120', '1065', 'w2', 't1', 't4', '1099'] as const
    expect(offeredTypes('PERSONAL', named)).toEqual({ first: named, more: [] })
  })
})
