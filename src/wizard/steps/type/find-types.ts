import { type DocumentType } from '../../../contract/document/document.ts'
import { type Words } from '../../words/en.ts'
import { enSearch, type NotTaken, type SearchWords } from '../../words/en/search.ts'
import { frSearch } from '../../words/fr/search.ts'

/** They come with the search, because most people find their document without it. People search in either language. */
const searchWords: Readonly<Record<string, SearchWords>> = { en: enSearch, fr: frSearch }
const languages = Object.values(searchWords)

interface Found {
  readonly types: readonly DocumentType[]
  /** What is said of a document that nobody takes. `types` holds those that can be sent instead. */
  readonly refusal?: string
}

const identity: readonly DocumentType[] = [
  'passport',
  'license',
  'identification_card',
  'canada_provincial_id',
  'residence_permit',
]

const instead: Readonly<Record<NotTaken, readonly DocumentType[]>> = {
  birthCertificate: identity,
  marriageCertificate: identity,
  healthCard: identity,
  socialNumber: identity,
  studentCard: identity,
  membershipCard: identity,
  selfie: identity,
  bankCard: ['bank_statement'],
}

/** Finds what people call a document by, among the types that may be sent. What is misspelt counts where nothing else does. */
export function findTypes(typed: string, allowed: readonly DocumentType[], words: Words): Found {
  const asked = wordsOf(typed)
  const inOne = asked.join('')
  const matching = (isCalled: (names: readonly string[]) => boolean) =>
    allowed.filter((type) => isCalled(namesOf(type, words)))
  const isName = (isMatch: Match) => (names: readonly string[]) =>
    names.some((name) => isMatch(inOne, asOneWord(name)))
  const isInWords = (isMatch: Match) => (names: readonly string[]) =>
    asked.every((word) => names.flatMap(wordsOf).some((name) => isMatch(word, name)))
  const isEither = (isMatch: Match) => (names: readonly string[]) =>
    isName(isMatch)(names) || isInWords(isMatch)(names)
  // The 1 of a K-1 is not the one of a 1099-K.
  const numbered = /\d/.test(inOne) ? matching(isName(isBeginning)) : []
  if (numbered.length > 0) return { types: numbered }
  const types = matching(isEither(isBeginning))
  if (types.length > 0) return { types }
  const refused = notTaken(inOne)
  if (!refused) return { types: matching(isEither(isMisspelt)) }
  const possible = allowed.filter((type) => instead[refused].includes(type))
  const { what, refusal } = searchWords[words.language] ?? enSearch
  return { types: possible, refusal: refusal(what[refused], possible.length) }
}

type Match = (word: string, name: string) => boolean

function namesOf(type: DocumentType, { type: { names, hints } }: Words): readonly string[] {
  const hint = (hints as Partial<Record<DocumentType, string>>)[type] ?? ''
  return [type, names[type], hint, ...languages.flatMap(({ alsoCalled }) => alsoCalled[type].split(', '))]
}

const shortest = 3

function notTaken(asked: string): NotTaken | undefined {
  if (asked.length < shortest) return undefined
  const kinds = Object.keys(instead) as NotTaken[]
  const calls = (kind: NotTaken) =>
    languages.flatMap(({ notTaken: called }) => called[kind].split(', ').map(asOneWord))
  return kinds.find((kind) => calls(kind).some((name) => name.startsWith(asked) || asked.startsWith(name)))
}

function isBeginning(word: string, name: string): boolean {
  return name.startsWith(word)
}

/** Numbers are never meant for others. */
function isMisspelt(word: string, name: string): boolean {
  if (word.length <= shortest || /\d/.test(word)) return isBeginning(word, name)
  return distance(word, name) <= (word.length > 8 ? 2 : 1)
}

/** How many letters have to be put in, taken out or replaced to make one word of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1]
    for (let at = 0; at < other.length; at += 1) {
      const replaced = (row[at] ?? 0) + (other[at] === letter ? 0 : 1)
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}

/** Words that say nothing of a document. */
const fillers = /^(?:a|an|my|the|of|for|un|une|le|la|les|l|de|du|des|d|mon|ma|mes|pour)$/

function asOneWord(text: string): string {
  return wordsOf(text).join('')
}

/** In any case, with or without accents. */
function wordsOf(text: string): string[] {
  const letters = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[’']s\b/g, 's')
    .toLowerCase()
  const words = letters.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const telling = words.filter((word) => !fillers.test(word))
  return telling.length > 0 ? telling : words
}
