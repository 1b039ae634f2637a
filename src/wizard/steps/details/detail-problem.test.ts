import { expect, it } from 'vitest'
import { en } from '../../words/en.ts'
import { enSteps } from '../../words/en/steps.ts'
import { loadProblems, problemText } from './detail-problem.ts'

it('what is wrong with an answer is told in general words until its own have come', async () => {
  const sent = {
    name: '',
    note: '',
    extension: 'jpg',
    isForSomeoneElse: false,
    note_author_agent_email: '',
  } as const
  const told = () => problemText(en, 'name', 'blank', sent)
  expect(told()).toBe(enSteps.details.wrong)
  await loadProblems()
  expect(told()).toBe('Enter a name for the document')
})
