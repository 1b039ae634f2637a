import { enPage } from './en/page.ts'
import { enSteps } from './en/steps.ts'

/** All the words in one, for tests. The wizard loads the two parts by themselves. */
export const en = { ...enPage, ...enSteps }

/** Every language has every word: a missing one fails to compile. */
export type Words = typeof en
