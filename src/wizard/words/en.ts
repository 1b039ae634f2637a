import { enDetailProblems } from './en/detail-problems.ts'
import { enErrors } from './en/errors.ts'
import { enPage, type PageWords } from './en/page.ts'
import { enRejections } from './en/rejections.ts'
import { enSteps, type StepWords } from './en/steps.ts'

/** All the words in one, for tests. The wizard loads the parts by themselves. */
export const en = {
  ...enPage,
  ...enSteps,
  details: { ...enSteps.details, problems: enDetailProblems },
  file: { ...enSteps.file, ...enRejections },
  errors: { ...enPage.errors, ...enErrors },
}

/** Every language has every word: a missing one fails to compile. */
export type Words = PageWords & StepWords
