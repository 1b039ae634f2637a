import { type SandboxDocument } from '../../../src/testkit/testkit.ts'
import { nameOfOtherSide } from '../../../src/wizard/visit/answers.ts'
import { en, type Words } from '../../../src/wizard/words/en.ts'
import { fr } from '../../../src/wizard/words/fr.ts'
import { type Shown } from './page-driver.ts'

type Answers = Shown['answers']

/** What must be true of every page. */
export const pageTruths = {
  'nothing fails that nobody foresaw': ({ shown }) => !says(shown, ({ errors }) => errors.unexpected.title),
  'the page around is told the truth': ({ isToldTheTruth }) => isToldTheTruth,
  'nothing goes on in the name of another customer': ({ isOfOneCustomer }) => isOfOneCustomer,
  'after the end nothing is kept': ({ shown }) => shown.step !== 'finished' || !shown.kept.includes('secret'),
} satisfies Truths<{
  readonly shown: Shown
  readonly isToldTheTruth: boolean
  readonly isOfOneCustomer: boolean
}>

/** What must be true of a document when it is shown for the first time on a page. */
export const documentTruths = {
  'a document that is shown is registered': ({ document }) => document !== undefined,
  'a receipt is for what has arrived': ({ shown, document }) =>
    shown.step !== 'receipt' || (document?.uploadStatus === true && document.sha256 === shown.sha256),
  'a receipt is for the picture that was given last, or says so': ({ shown, given }) =>
    shown.step !== 'receipt' || given === undefined || given === shown.sha256 || shown.isForEarlierFile,
  'a document is registered as it is shown': ({ shown, document }) =>
    shown.step === 'receipt' || isEqual(shown.answers, answersOf(document)),
  'a document is registered as it was pressed for last': ({ shown, document, pressed }) =>
    shown.step === 'receipt' || pressed.some((one) => isEqual(one, answersOf(document))),
} satisfies Truths<{
  readonly shown: Shown
  readonly document: SandboxDocument | undefined
  /** Digest of the picture that was given last. Undefined if it isn't known. */
  readonly given: string | undefined
  /** Answers that Continue was pressed for, any of which may have been the last. */
  readonly pressed: readonly Answers[]
}>

/** What must be true of a page that was loaded anew. */
export const reloadTruths = {
  'a reload leads back to the same page': ({ before, after }) =>
    before.step === after.step || (isAsked(before) && after.step === 'file') || isKnownByList(before, after),
  'a reload leads back to the same document': ({ before, after }) =>
    before.documentId === undefined ||
    before.documentId === after.documentId ||
    (before.step === 'receipt' && after.step === 'file') ||
    isKnownByList(before, after),
  'a reload keeps what was typed': ({ before, after }) =>
    !['details', 'file', 'answers'].includes(before.step ?? '') ||
    isEqual(before.answers, after.answers) ||
    isKnownByList(before, after),
} satisfies Truths<{ readonly before: Shown; readonly after: Shown }>

export type Truths<Seen> = Readonly<Record<string, (seen: Seen) => boolean>>

/** Whether the page has these words, in any language. */
export function says({ text }: Shown, wordsOf: (words: Words) => string): boolean {
  return [en, fr].some((words) => text.includes(wordsOf(words)))
}

/** Whether the list that has come says what became of the document, which had arrived without an answer. */
function isKnownByList(before: Shown, after: Shown): boolean {
  return before.documentId !== undefined && before.step !== 'receipt' && after.step === 'list'
}

/** Whether the page may have a press on it that a reload makes once more. */
function isAsked({ step }: Shown): boolean {
  return step === 'details' || step === 'receipt'
}

/** What *Add the other side* registers, on the receipt of this document. */
export function otherSideOf(shown: Shown, document: SandboxDocument | undefined): Answers {
  const words = shown.text.includes(fr.receipt.otherSide) ? fr.receipt : en.receipt
  const answers = answersOf(document)
  return { ...answers, name: nameOfOtherSide(answers['name'] ?? '', words) }
}

/** Whether the page says that the picture has not arrived. */
export function deniesUpload(shown: Shown): boolean {
  return says(shown, ({ file }) => file.notUploaded) || says(shown, ({ file }) => file.cancelled)
}

function answersOf({ workflow, type, name, extension }: Partial<SandboxDocument> = {}): Partial<Answers> {
  return {
    ...(workflow && { workflow }),
    ...(type && { type }),
    ...(name && { name }),
    ...(extension && { extension }),
  }
}

/** Whether `other` has all that `one` has. */
function isEqual(one: Partial<Answers>, other: Partial<Answers>): boolean {
  return Object.keys(one).every((key) => one[key] === other[key])
}
