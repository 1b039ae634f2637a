import { describe, expect, it } from 'vitest'
import { generateRequestSchema } from '../../../contract/document/document.ts'
import { en } from '../../words/en.ts'
import { detailsErrorText } from './details-errors.ts'
import { asSentDetails, type Details, judgeDetails, requestOf, type TypedDetails } from './details-form.ts'

const typed: TypedDetails = {
  name: '  Licence ',
  note: 'First line\r\nsecond line\n',
  extension: 'png',
  isForSomeoneElse: false,
  note_author_agent_email: 'half an addr',
}

function detailsOf(typed: TypedDetails): Details {
  const { data } = judgeDetails(typed)
  if (!data) throw new Error('These details are refused.')
  return data
}

describe('the details form', () => {
  it('sends what was typed as the contract wants it', () => {
    const details = detailsOf(typed)
    const request = requestOf({ workflow: 'PERSONAL', type: 'license' }, details)
    expect(request).toEqual({
      workflow: 'PERSONAL',
      type: 'license',
      name: 'Licence',
      note: 'First line second line',
      extension: 'png',
    })
    expect(generateRequestSchema.parse(request)).toEqual(request)
  })

  it('leaves an empty note out and sends the address of who fills it in for someone else', () => {
    const details = detailsOf({
      ...typed,
      note: ' \n ',
      isForSomeoneElse: true,
      note_author_agent_email: ' agent@example.com ',
    })
    const request = requestOf({ workflow: 'BUSINESS', type: 'w2' }, details)
    expect(request).not.toHaveProperty('note')
    expect(request.note_author_agent_email).toBe('agent@example.com')
  })

  it.each([
    ['name', { name: ' \n' }, 'Enter a name for the document'],
    ['name', { name: '\u2800\u3164\u200B' }, 'Enter a name for the document'],
    ['name', { name: 'a<b' }, 'The name can’t contain < or >. Remove them.'],
    ['name', { name: 'a\u2028b' }, 'The name must be on one line. Remove the line breaks.'],
    ['name', { name: '🪪'.repeat(51) }, 'The name can have 50 characters at most. It has 51.'],
    ['note', { note: 'x'.repeat(501) }, 'The note can have 500 characters at most. It has 501.'],
    ['note', { note: 'a > b' }, 'The note can’t contain < or >. Remove them.'],
    [
      'note_author_agent_email',
      { isForSomeoneElse: true },
      '“half an addr” isn’t an e-mail address. Enter one like name@example.com.',
    ],
    [
      'note_author_agent_email',
      { isForSomeoneElse: true, note_author_agent_email: ' ' },
      'Enter your e-mail address',
    ],
  ])('says what is wrong with the %s of %j', (field, change, text) => {
    const values = { ...typed, ...change }
    const { error } = judgeDetails(values)
    const issue = error?.issues.find(({ path }) => path[0] === field)
    expect(issue && detailsErrorText(en, field, issue.message, asSentDetails(values))).toBe(text)
  })
})
