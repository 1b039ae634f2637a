import { type Words } from './en.ts'
import { frPage } from './fr/page.ts'
import { frSteps } from './fr/steps.ts'

export const fr: Words = { ...frPage, ...frSteps }
