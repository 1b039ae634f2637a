import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorCodes, errorRule } from '../../contract/errors.ts'
import { type ClientErrorCode, clientErrorCodes } from '../api/request-error.ts'
import { en } from './en.ts'
import { formatBytes, formatDuration, formatWait } from './format.ts'
import { enAnswers } from './en/answers.ts'
import { enErrors } from './en/errors.ts'
import { enHost } from './en/host.ts'
import { enLink } from './en/link.ts'
import { enList } from './en/list.ts'
import { enPhone } from './en/phone.ts'
import { enResume } from './en/resume.ts'
import { enSearch } from './en/search.ts'
import { enShell } from './en/shell.ts'
import { enUsePhone } from './en/use-phone.ts'
import { frAnswers } from './fr/answers.ts'
import { frErrors } from './fr/errors.ts'
import { frHost } from './fr/host.ts'
import { frLink } from './fr/link.ts'
import { frList } from './fr/list.ts'
import { frPhone } from './fr/phone.ts'
import { frResume } from './fr/resume.ts'
import { frSearch } from './fr/search.ts'
import { frShell } from './fr/shell.ts'
import { frUsePhone } from './fr/use-phone.ts'
import { pages } from '../page/prerender.tsx'
import { french, parts, wordsOf } from '../testing/all-words.ts'
import { findLanguage } from './language.ts'

describe('the language', () => {
  it.each([
    [['fr-CA', 'en'], 'fr', 'fr-CA'],
    [['de-CH', 'FR', 'en'], 'fr', 'FR'],
    [['en-GB', 'fr'], 'en', 'en-GB'],
    [['tlh'], 'en', 'en'],
    [[], 'en', 'en'],
    [['constructor'], 'en', 'en'],
  ])('for %j is %s, written as in %s', async (wished, language, locale) => {
    const found = await findLanguage(wished)
    expect([found.page.language, found.locale]).toEqual([language, locale])
    expect((await found.loadAll()).language).toBe(language)
    expect(await found.loadErrors()).toBe(language === 'fr' ? frErrors : enErrors)
  })
})

const styles = readFileSync(join(import.meta.dirname, '../wizard.css'), 'utf8')
const isFolder = (entry: { isDirectory(): boolean }) => entry.isDirectory()
const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter(isFolder)

it.each(folders.map(({ name }) => name))(
  '%s, for which there are words, is found, and said before the script',
  async (name) => {
    const { page } = await findLanguage([name])
    expect(page.language).toBe(name)
    const served = pages.find(({ language }) => language === name)
    expect(served?.guest).toContain(`>${page.workflow.title}</h1>`)
    // Each language is offered in its own words, and hidden where it is spoken.
    expect(served?.languages).toMatch(new RegExp(`lang="${name}" hrefLang="${name}" href="\\?lang=${name}"`))
    expect(styles).toContain(`:root:lang(${name}) [hreflang='${name}']`)
  },
)

it.each([
  ['the offer to go on', enResume, frResume],
  ['the page of a link', enLink, frLink],
  ['the wait for the host page', enHost, frHost],
  ['the hand-off to a phone', enUsePhone, frUsePhone],
  ['the page of a phone', enPhone, frPhone],
  ['the list', enList, frList],
  ['the page of the answers', enAnswers, frAnswers],
  ['the search', enSearch, frSearch],
  ['the page by itself', enShell, frShell],
])('%s has words of its own in every language', (_part, enPart, frPart) => {
  const english = new Map(wordsOf(enPart))
  // The same in both languages.
  const shared = ['/labels/type', '/labels/extension']
  const missing = wordsOf(frPart).filter(
    ([path, text]) => text.trim() === '' || (english.get(path) === text && !shared.includes(path)),
  )
  expect(missing).toEqual([])
})

it.each(folders.map(({ name }) => name))('%s has every part', (name) => {
  const files = [
    'answers.ts',
    'detail-problems.ts',
    'errors.ts',
    'host.ts',
    'link.ts',
    'list.ts',
    'page.ts',
    'phone.ts',
    'rejections.ts',
    'resume.ts',
    'search.ts',
    'shell.ts',
    'steps.ts',
    'use-phone.ts',
  ]
  expect(readdirSync(join(import.meta.dirname, name)).toSorted()).toEqual(files)
})

describe.each([
  ['English', en],
  ['French', french],
] as const)('%s', (_name, words) => {
  it('has words for every error code, and tells what to do', () => {
    for (const code of [...errorCodes, ...clientErrorCodes]) {
      expect(words.errors[code].title).toMatch(/^\S.*[^.]$/)
      expect(words.errors[code].advice).toMatch(/\.$/)
    }
  })

  it('speaks of a request ID only where one is shown', () => {
    const speaksOfIt = (code: ErrorCode | ClientErrorCode) =>
      /request ID below|numéro de requête ci-dessous/.test(words.errors[code].advice)
    expect(clientErrorCodes.filter(speaksOfIt)).toEqual([])
    expect(errorCodes.filter((code) => errorRule(code).actor === 'person' && speaksOfIt(code))).toEqual([])
  })

  it('leaves no word empty', () => {
    const empty = wordsOf(words).filter(([, text]) => text.trim() === '')
    expect(empty.map(([path]) => path)).toEqual([])
  })
})

it('says everything in French that it says in English, and nothing in English', () => {
  const english = new Map(wordsOf(en))
  const same = wordsOf(french).filter(([path, text]) => english.get(path) === text)
  // Names of forms and formats, and words that both languages share.
  const shared =
    /^\/(?:file\/formats\/.*|steps\/type|answers\/labels\/.*|details\/extensionNames\/.*|receipt\/(?:what|sha256))$/
  expect(same.filter(([path, text]) => text !== '' && !shared.test(path))).toEqual([])
})

describe('sizes and times', () => {
  it.each([
    [0, '0 kB'],
    [411, '1 kB'],
    [1024, '1 kB'],
    [10 * 1024 * 1024, '10 MB'],
    [10 * 1024 * 1024 + 60_000, '10.1 MB'],
  ])('%i bytes read as %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text)
  })

  it.each([
    [1, '5 seconds'],
    [21_000, '25 seconds'],
    [90_000, '2 minutes'],
  ])('%i ms read as %s', (ms, text) => {
    expect(formatDuration(ms, 'en')).toBe(text)
  })

  it.each([
    [1, '1 s'],
    [89, '89 s'],
    [90, '2 min'],
    [3600, '60 min'],
  ])('%i seconds of waiting read as %s', (seconds, text) => {
    expect(formatWait(seconds)).toBe(text)
  })
})

it('says nothing in English that a child of ten would not say', () => {
  const odd =
    /\banew\b|unusual|makes no sense|belongs into|right to upload|nobody can tell|at the moment|is void|gone on with|lost sight|could not be|couldn’t confirm|spoilt/
  expect(parts.english.flatMap((part) => wordsOf(part)).filter(([, text]) => odd.test(text))).toEqual([])
})

it('keeps French signs on the line of the word before them', () => {
  const loose = /(?<![\u00a0\u202f])[?!;»]|(?<!\u00a0|https):|«(?!\u00a0)/
  expect(parts.french.flatMap((part) => wordsOf(part)).filter(([, text]) => loose.test(text))).toEqual([])
})
