import { en } from '../words/en.ts'
import { enAnswers } from '../words/en/answers.ts'
import { enLink } from '../words/en/link.ts'
import { enList } from '../words/en/list.ts'
import { enPhone } from '../words/en/phone.ts'
import { enResume } from '../words/en/resume.ts'
import { enSearch } from '../words/en/search.ts'
import { enShell } from '../words/en/shell.ts'
import { enUsePhone } from '../words/en/use-phone.ts'
import { fr } from '../words/fr.ts'
import { frAnswers } from '../words/fr/answers.ts'
import { frDetailProblems } from '../words/fr/detail-problems.ts'
import { frErrors } from '../words/fr/errors.ts'
import { frLink } from '../words/fr/link.ts'
import { frList } from '../words/fr/list.ts'
import { frPhone } from '../words/fr/phone.ts'
import { frRejections } from '../words/fr/rejections.ts'
import { frResume } from '../words/fr/resume.ts'
import { frSearch } from '../words/fr/search.ts'
import { frShell } from '../words/fr/shell.ts'
import { frUsePhone } from '../words/fr/use-phone.ts'

/** French with what is loaded when it is needed, as `en` has it. */
export const french = {
  ...fr,
  details: { ...fr.details, problems: frDetailProblems },
  file: { ...fr.file, ...frRejections },
  errors: { ...fr.errors, ...frErrors },
}

/** All parts of a language. */
export const parts = {
  english: [en, enAnswers, enShell, enResume, enLink, enUsePhone, enPhone, enList, enSearch],
  french: [french, frAnswers, frShell, frResume, frLink, frUsePhone, frPhone, frList, frSearch],
}

/** Every word with its path; functions are called with numbers, which all of them can put into a text. */
export function wordsOf(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    const at = `${path}/${key}`
    if (typeof value === 'string') return [[at, value] as [string, string]]
    if (typeof value === 'function')
      return [[at, String((value as (...given: number[]) => unknown)(2, 3, 4, 5))]]
    return typeof value === 'object' && value !== null ? wordsOf(value, at) : []
  })
}
