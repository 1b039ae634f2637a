import { syllable } from 'syllable'
import { describe, expect, it } from 'vitest'
import { parts, wordsOf } from '../testing/all-words.ts'

/*
 * How old a reader has to be. What is read is every text but these: the names of documents and forms, what the search
 * understands, and in every text what is a format, a form or a code, which has a digit or two capitals (JPG, W-2, SHA-256).
 * A document counts as a paper, because the page is about nothing else and shows one.
 *
 * The formulas are made for running text, and a label of three words says nothing in them. So a text of fewer than seven
 * words has only to do without long words.
 */

const isName = /^\/(?:type\/(?:names|hints)|alsoCalled|notTaken|what)\//
const isCode = /\d|\p{Lu}\S*\p{Lu}/u
const shortestRead = 7

interface Measured {
  readonly text: string
  readonly words: readonly string[]
  readonly sentences: number
  readonly syllables: number
}

function measure(text: string, syllablesOf: (word: string) => number): Measured {
  const words = text.split(/[^\p{L}\p{N}’'@.-]+/u).flatMap((word) => {
    const bare = word.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    // What a number leaves open in a text that takes an object.
    const isFilledIn = /@|^(?:NaN|undefined)$/.test(bare)
    return bare === '' || isCode.test(bare) || isFilledIn ? [] : [bare]
  })
  const sentences = text.split(/[.!?…:;](?:\s|$)/).filter((part) => /\p{L}/u.test(part)).length
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0)
  return { text, words, sentences: Math.max(1, sentences), syllables }
}

function together(all: readonly Measured[]): Measured {
  const sum = (of: (one: Measured) => number) => all.reduce((total, one) => total + of(one), 0)
  return {
    text: '',
    words: all.flatMap(({ words }) => words),
    sentences: sum(({ sentences }) => sentences),
    syllables: sum(({ syllables }) => syllables),
  }
}

/** Kincaid 1975: the American grade, whose pupils are five years older than its number. */
function age({ words, sentences, syllables }: Measured): number {
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / words.length) - 15.59 + 5
}

/** Kandel and Moles 1958, for French: 100 is very easy, from 70 on it is fairly easy (eleven to twelve years), 50 is hard. */
function ease({ words, sentences, syllables }: Measured): number {
  return 207 - 1.015 * (words.length / sentences) - 73.6 * (syllables / words.length)
}

const englishSyllables = (word: string) => syllable(word.replace(/^documents?$/i, 'paper'))

/** Groups of vowels. A mute ending is none. */
function frenchSyllables(word: string): number {
  const known = word.toLowerCase().replace(/^documents?$/, 'papier')
  const sounds = known.replace(/(?<=[aeiouyàâéèêîïôûœ].*[^aeiouyàâéèêîïôûœ])(?:e|es)$/, '')
  return Math.max(1, sounds.match(/[aeiouyàâäéèêëîïôöùûüœæ]+/g)?.length ?? 0)
}

function textsOf(language: 'english' | 'french', syllablesOf: (word: string) => number): Measured[] {
  return parts[language]
    .flatMap((part) => wordsOf(part))
    .filter(([path]) => !isName.test(path))
    .map(([, text]) => measure(text, syllablesOf))
    .filter(({ words }) => words.length > 0)
}
const isRead = ({ words }: Measured) => words.length >= shortestRead

describe('English', () => {
  const texts = textsOf('english', englishSyllables)

  it('needs a reader of ten years on the whole, and of twelve for the hardest text', () => {
    expect(age(together(texts))).toBeLessThanOrEqual(10)
    const hard = texts.filter((text) => isRead(text) && age(text) > 12)
    expect(hard.map((text) => `${age(text).toFixed(1)}: ${text.text}`)).toEqual([])
  })

  it('has no word of more than four syllables in a label', () => {
    const long = texts.filter(
      (text) => !isRead(text) && text.words.some((word) => englishSyllables(word) > 4),
    )
    expect(long.map(({ text }) => text)).toEqual([])
  })
})

describe('French', () => {
  const texts = textsOf('french', frenchSyllables)

  it('is fairly easy on the whole, and nowhere hard', () => {
    expect(ease(together(texts))).toBeGreaterThanOrEqual(70)
    const hard = texts.filter((text) => isRead(text) && ease(text) < 50)
    expect(hard.map((text) => `${ease(text).toFixed(0)}: ${text.text}`)).toEqual([])
  })
})

it('knows hard words from easy ones', () => {
  const of = (text: string) => age(measure(text, englishSyllables))
  expect(of('The cat sat on the mat, and the dog sat by it.')).toBeLessThan(7)
  expect(of('Verification of supplementary documentation necessitates authorisation.')).toBeGreaterThan(18)
  expect(measure('Save the W-2 as PNG.', englishSyllables).words).toEqual(['Save', 'the', 'as'])
  expect(['document', 'image', 'feuille', 'réponse', 'enregistrement'].map(frenchSyllables)).toEqual([
    2, 2, 1, 2, 5,
  ])
})
