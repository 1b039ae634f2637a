import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { themeProperties } from '../../contract/frame/embed.ts'
import { errorCodes } from '../../contract/errors.ts'
import { longestSessionSeconds } from '../../contract/api/partner-api.ts'
import { errorCatalogue, type ErrorFacts } from '../../errors/error-catalogue.ts'
import { handoffTtlMs, phoneCodeTtlMs } from '../../proxy/handoffs/handoffs.ts'
import { receiptsListedMs } from '../../proxy/partners/receipts/receipt-list.ts'
import { answerKeptMs, reservationMs, uploadLeaseMs } from '../../proxy/visits/lifetimes.ts'
import { customersKeptMs, guestsKeptMs } from '../../proxy/visits/visits.ts'
import { deliveriesKeptMs } from '../../proxy/webhooks/deliveries.ts'
import { faultRules } from '../../sandbox/faults/faults.ts'
import { keptForMs } from '../../wizard/visit/kept/tab-storage.ts'

const root = resolve(import.meta.dirname, '../../..')
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
const filesIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))

const guides = ['README.md', 'CHANGELOG.md', ...filesIn('src').filter((path) => /[A-Z]+\.md$/.test(path))]

/** The cells of every row of every table, without the formatter's alignment. */
function rowsOf(guide: string): string[][] {
  const rows = textOf(guide)
    .split('\n')
    .filter((line) => line.startsWith('|'))
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  )
}

/** The anchors that GitHub makes of headings, from letters, digits and hyphens. */
function anchorsOf(guide: string): string[] {
  const headings = textOf(guide).matchAll(/^#+ (.*)$/gm)
  return Array.from(headings, ([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

describe.each(guides)('%s', (guide) => {
  it('names only files and folders that exist', () => {
    const named = textOf(guide).match(/(?<![\w./-])(?:src|e2e|\.scripts|public)\/[\w./-]*[\w/]/g) ?? []
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('names only commands that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const named = textOf(guide).matchAll(/npm run (?:--silent )?([a-z][a-z0-9-]*)/g)
    expect(Array.from(named, ([, name = '']) => name).filter((name) => !(name in scripts))).toEqual([])
  })

  it('has no broken link or picture', () => {
    const targets = textOf(guide).matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g)
    const broken = Array.from(targets, ([, link, picture]) => link ?? picture ?? '').filter((target) => {
      if (/^https?:/.test(target)) return false
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? guide : relative(root, join(root, dirname(guide), path))
      const isThere = existsSync(join(root, file))
      return !isThere || (anchor !== undefined && !anchorsOf(file).includes(anchor))
    })
    expect(broken).toEqual([])
  })

  it('links to nothing that the package has not', () => {
    const { files } = JSON.parse(textOf('package.json')) as { files: string[] }
    const isPacked = (path: string) =>
      guides.includes(path) || path === 'LICENSE' || files.includes(path) || path === '.'
    const targets = textOf(guide).matchAll(/\]\(([^)\s#]+)|<img src="([^"]+)"/g)
    const dead = Array.from(targets, ([, link, picture]) => link ?? picture ?? '')
      .filter((target) => !/^https?:/.test(target))
      .filter((target) => !isPacked(relative(root, join(root, dirname(guide), target))))
    expect(files).toContain('src/**/*.md')
    expect(dead).toEqual([])
  })

  it('shows no picture from the folder that customers are served', () => {
    expect(textOf(guide)).not.toMatch(/(?:src="|\]\()(?:\.\.\/)*public\//)
  })
})

it('the page of errors lists every code with its rule, its message and what the person reads', () => {
  const again = ({ retryable, unconfirmed }: ErrorFacts) =>
    unconfirmed ? 'yes, unconfirmed' : retryable ? 'yes' : 'no'
  const rows = Object.entries(errorCatalogue).map(([code, facts]) => {
    const { status, actor, message, words } = facts
    return [`\`${code}\``, String(status), again(facts), actor, message, words.en.title]
  })
  expect(rows.map(([code]) => code)).toEqual(errorCodes.map((code) => `\`${code}\``))
  expect(rowsOf('src/errors/README.md').slice(2)).toEqual(rows)
  for (const { words } of Object.values(errorCatalogue)) {
    for (const said of [words.en.title, words.en.advice, words.fr.title, words.fr.advice])
      expect(said).toMatch(/\S/)
    expect(words.fr.title).not.toBe(words.en.title)
  }
})

it('the page of the look lists every property of a theme with its values', () => {
  const [own = '', ...others] = textOf('src/wizard/wizard.css').split('@media')
  const valuesIn = (css: string) =>
    new Map(
      Array.from(css.matchAll(/(--akepa-[\w-]+):([^;]+);/g), ([, name = '', value = '']) => [
        name,
        `\`${value.trim().replace(/\s+/g, ' ')}\``,
      ]),
    )
  const [light, dark] = [valuesIn(own), valuesIn(others[0] ?? '')]
  const documented = rowsOf('src/embed/guides/THEMING.md').slice(2)
  const rows = themeProperties.map((name) => [`\`${name}\``, light.get(name), dark.get(name) ?? 'the same'])
  expect(documented.map(([name, , ...values]) => [name, ...values])).toEqual(rows)
})

it('what the guides count is as many as there are', () => {
  const codes = errorCodes.length
  const properties = themeProperties.length
  const callbacks = textOf('src/embed/README.md').match(/^\| `on(?!Event)\w+` +\|/gm)?.length
  const peers = textOf('src/embed/guides/PEERS.md')
  expect(peers).toContain(`[one of ${codes} codes]`)
  expect(peers).toContain(`[${properties} properties]`)
  expect(peers).toContain(`[${callbacks} callbacks and \`onEvent\`]`)
  expect(textOf('src/embed/guides/FAQ.md')).toContain(`[${properties} properties]`)
})

it('the page of privacy tells the periods for which things are kept', () => {
  const minuteMs = 60_000
  const hourMs = 60 * minuteMs
  const dayMs = 24 * hourMs
  const days = (ms: number) => `${ms / dayMs} days`
  const hours = (ms: number) => `${ms / hourMs} hours`
  const told = rowsOf('src/proxy/PRIVACY.md').flatMap((cells) => {
    const numbers = cells
      .slice(1)
      .join(' ')
      .match(/\d+ (?:minutes|hours|days)/g)
    return numbers ? [[/^[^:,(]*/.exec(cells[0] ?? '')?.[0].trim(), ...numbers]] : []
  })
  expect(told).toEqual([
    ['answers', hours(keptForMs)],
    ['the session of a guest', hours(longestSessionSeconds * 1000)],
    ['a customer’s documents', days(customersKeptMs), hours(guestsKeptMs)],
    ['what was asked of generate', hours(answerKeptMs)],
    ['a link with what it settles', '24 hours'],
    ['a phone’s code', `${phoneCodeTtlMs / minuteMs} minutes`, hours(handoffTtlMs)],
    ['receipts of a partner', days(receiptsListedMs)],
    ['webhooks of a partner that has asked for them', days(deliveriesKeptMs)],
  ])
})

it('the proxy’s guide tells for how long a killed replica keeps what it was at', () => {
  const text = textOf('src/proxy/README.md').replaceAll(/\s+/g, ' ')
  expect(text).toContain(`keeps that document for ${uploadLeaseMs / 1000} seconds at most`)
  expect(text).toContain(`in the middle of a generate the place for ${reservationMs / 1000}.`)
})

it('the proxy’s guide lists every variable that the proxy reads', () => {
  const source = textOf('src/proxy/settings/environment.ts')
  const read = Array.from(source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm), ([, name = '']) => name)
  const paths = Array.from(source.matchAll(/given\['([A-Z_]+)'\]/g), ([, name = '']) => name)
  const documented = rowsOf('src/proxy/README.md').flatMap(([names = '']) =>
    Array.from(names.matchAll(/`([A-Z][A-Z_]+)`/g), ([, name = '']) => name),
  )
  const variables = new Set([...read, ...paths])
  variables.delete('NODE_ENV')
  expect(documented.toSorted()).toEqual([...variables].toSorted())
})

it('the proxy’s guide lists every endpoint', () => {
  const sources = filesIn('src/proxy').filter((path) => /(?<!\.test)\.ts$/.test(path))
  const routes = sources.flatMap((path) =>
    Array.from(
      textOf(path).matchAll(/\bapp\.(get|post|put|patch|delete)(?:<.*>)?\(\s*'([^']+)'/g),
      ([, method = '', route]) => `${method.toUpperCase()} ${route}`,
    ),
  )
  const documented = rowsOf('src/proxy/README.md').flatMap(([cell = '']) => {
    const method = /^`([A-Z]+) \//.exec(cell)?.[1]
    const paths = Array.from(cell.matchAll(/`(?:[A-Z]+ )?(\/[^`?]*)/g), ([, path]) => path)
    return method === undefined ? [] : paths.map((path) => `${method} ${path}`)
  })
  expect(documented.toSorted()).toEqual(routes.toSorted())
})

it('the sandbox’s guide lists every fault', () => {
  const rules = Array.from(faultRules, ([name, { operations, says }]) => [
    `\`${name}\``,
    operations.join(' or '),
    says,
  ])
  const isFault = ([, call = '']: string[]) => /^(?:generate|upload)(?: or upload)?$/.test(call)
  expect(rowsOf('src/sandbox/README.md').filter(isFault)).toEqual(rules)
})
