import { expect, it } from 'vitest'
import { sideOfReceipt } from './side-of-receipt.ts'

const first = { documentId: 'doc_1', name: 'Licence' }
const second = { documentId: 'doc_2', name: 'Licence', otherSideOf: 'doc_1' }
const another = { documentId: 'doc_3', name: 'Licence' }
const entry = (side: 1 | 2) => ({ entry: { key: 'licence', side } })

it.each([
  ['the same name', [first, second], ['front', 'back']],
  ['names that say which is which', [first, { ...second, name: 'Licence (back)' }], [undefined, undefined]],
  ['one name that nobody knows here', [first, { ...second, name: undefined }], ['front', 'back']],
  [
    'a list whose back came first',
    [
      { ...first, ...entry(2) },
      { ...second, ...entry(1) },
    ],
    ['back', 'front'],
  ],
  [
    'a list of which each was chosen',
    [
      { ...first, ...entry(1) },
      { ...another, ...entry(2) },
    ],
    ['front', 'back'],
  ],
  ['another document of that name', [first, another], [undefined, undefined]],
])('tells the sides of a card apart with %s', (_what, receipts, sides) => {
  expect(receipts.map((one) => sideOfReceipt(one, receipts))).toEqual(sides)
})
