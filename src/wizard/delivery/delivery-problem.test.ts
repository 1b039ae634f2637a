import { expect, it } from 'vitest'
import { errorCodes } from '../../contract/errors.ts'
import { clientErrorCodes, RequestError } from '../api/request-error.ts'
import { en } from '../words/en.ts'
import { canSendAgain, needsNewDocument } from './delivery-problem.tsx'

/** What the words advise that needs no button of the page's end: another file, another page, or somebody else. */
const elsewhere =
  /\b(?:choose|take|open|reload|use|ask|tell|go back|press|shorter|its (?:own )?address|this page starts)\b/i

it('Whatever an upload ends with, the page offers what its words advise', () => {
  const withoutAWay = [...errorCodes, ...clientErrorCodes].filter((code) => {
    const isOffered =
      needsNewDocument.includes(code) || canSendAgain({ kind: 'notUploaded', error: new RequestError(code) })
    return !isOffered && !elsewhere.test(en.errors[code].advice)
  })
  expect(withoutAWay).toEqual([])
})

it('A file that was refused for what it is can’t be sent again', () => {
  const refusals = errorCodes.filter((code) => /^(?:Choose|Take)/.test(en.errors[code].advice))
  expect(refusals).toContain('fileDamaged')
  for (const code of refusals) {
    expect([code, canSendAgain({ kind: 'notUploaded', error: new RequestError(code) })]).toEqual([
      code,
      false,
    ])
  }
})
