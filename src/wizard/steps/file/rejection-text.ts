import { formatOfExtension } from '../../../contract/file.ts'
import { type PreparedFile, type PrepareProblem } from '../../../image/prepared-file.ts'
import { type Words } from '../../words/en.ts'
import { enRejections, type RejectionWords } from '../../words/en/rejections.ts'
import { frRejections } from '../../words/fr/rejections.ts'
import { formatName } from '../../words/format.ts'
import { type FileRules } from './use-file-preparation.ts'

/** They come with the first file that is rejected or changed, because most people never see one. */
const rejectionWords: Readonly<Record<string, RejectionWords>> = { en: enRejections, fr: frRejections }

/** What was chosen, and what was done to it. */
export function changeTexts({ language }: Words, { original, changes }: PreparedFile): readonly string[] {
  const words = rejectionWords[language] ?? enRejections
  const chosen = words.chosen(formatName(original.format), original)
  return [chosen, ...changes.map((change) => words.changes[change])]
}

export function rejectionText(
  { language, file: { notLoaded } }: Words,
  { extension, maxFileBytes }: FileRules,
  problem: PrepareProblem,
): string {
  const { refused, problems } = rejectionWords[language] ?? enRejections
  switch (problem.kind) {
    case 'typeRefused':
      return refused[problem.found]
    case 'damaged':
      return problems.damaged(formatName(problem.found))
    case 'tooManyPixels':
      return problems.tooManyPixels(problem.width, problem.height)
    case 'tooLarge':
      return problems.tooLarge(problem.bytes)
    case 'drawingBlocked':
    case 'failed':
      return problems[problem.kind](formatName(formatOfExtension[extension]), maxFileBytes)
    case 'notLoaded':
      return notLoaded
    case 'unreadable':
    case 'outOfMemory':
    case 'stopped':
      return problems[problem.kind]
    default:
      return problem satisfies never
  }
}
