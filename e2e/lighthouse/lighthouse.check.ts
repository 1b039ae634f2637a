import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'playwright/test'
import { findBrowser } from '../../.scripts/installing/browser.mjs'
import { startProxy, startUpstream } from '../benchmarks/servers.ts'
import { median } from '../support/measuring/figures.ts'
import { startPartnerSite } from '../support/partner/partner-site.ts'

/** The last one for Node 20. npx fetches it, because an install for all would bring 150 packages for this one command. */
const lighthouse = 'lighthouse@12.8.2'
const rounds = 5
const folder = join(import.meta.dirname, '..', '.results', 'lighthouse')

interface Report {
  readonly categories: Readonly<Record<string, { readonly score: number | null; readonly auditRefs: Refs }>>
  readonly audits: Readonly<Record<string, Audit>>
}
type Refs = readonly { readonly id: string; readonly weight: number }[]

interface Audit {
  readonly title: string
  readonly score: number | null
  readonly numericValue?: number
  readonly displayValue?: string
}

const categories = ['performance', 'accessibility', 'best-practices'] as const
const metrics = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'speed-index',
  'cumulative-layout-shift',
] as const

test('the page by itself', async () => {
  const upstream = await startUpstream()
  const proxy = await startProxy(upstream.origin)
  try {
    await check('page', proxy.origin)
  } finally {
    for (const server of [proxy, upstream]) await server.close()
  }
})

test('a partner’s page with the wizard in a frame', async () => {
  const upstream = await startUpstream()
  await mkdir(folder, { recursive: true })
  const site = await startPartnerSite(async (partner) => {
    const [partners, key] = [join(folder, 'partners.json'), join(folder, 'receipt-key.pem')]
    await writeFile(partners, JSON.stringify({ partners: [partner] }))
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    return startProxy(upstream.origin, { environment: { PARTNERS_FILE: partners, RECEIPT_KEY_FILE: key } })
  })
  // As the guide for partners advises.
  site.places.room = 600
  try {
    await check('frame', site.origin)
  } finally {
    for (const server of [site, site.proxy, upstream]) await server.close()
  }
})

/** Looks at a page as Lighthouse’s phone does, with an empty cache each time. The median of all rounds counts. */
async function check(name: string, address: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const reports: Report[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const path = join(folder, `${name}-${round}`)
    const flags = '--headless=new --no-sandbox --disable-gpu --disable-background-networking'
    await promisify(execFile)(
      'npx',
      [
        '--yes',
        lighthouse,
        address,
        '--quiet',
        '--output=json',
        '--output=html',
        `--output-path=${path}`,
        `--only-categories=${categories.join(',')}`,
        `--chrome-flags=${flags}`,
      ],
      { env: { ...process.env, CHROME_PATH: findBrowser() }, cwd: folder },
    )
    reports.push(JSON.parse(await readFile(`${path}.report.json`, 'utf8')) as Report)
  }
  const scoreOf = (category: string) =>
    100 * median(reports.map(({ categories: found }) => found[category]?.score ?? 0))
  const scores = Object.fromEntries(categories.map((category) => [category, Math.round(scoreOf(category))]))
  const values = metrics.map(
    (metric) =>
      [metric, median(reports.map(({ audits }) => audits[metric]?.numericValue ?? Infinity))] as const,
  )
  const shift = values.find(([metric]) => metric === 'cumulative-layout-shift')?.[1]
  const said = [
    ...Object.entries(scores),
    ...values.map(([metric, value]) => [metric, value.toFixed(value < 1 ? 3 : 0)]),
  ]
  process.stdout.write(`${name}: ${said.map(([what, value]) => `${what} ${value}`).join(', ')}\n`)
  expect.soft(scores['performance']).toBeGreaterThanOrEqual(99)
  expect.soft({ ...scores, shift, lost: lostPoints(reports) }).toMatchObject({
    accessibility: 100,
    'best-practices': 100,
    shift: 0,
  })
}

/** What took points away, so that it is read where this fails. */
function lostPoints(reports: readonly Report[]): string[] {
  const lost = reports.flatMap(({ categories: found, audits }) =>
    Object.values(found).flatMap(({ auditRefs }) =>
      auditRefs
        .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
        .map(({ id }) => `${id}: ${audits[id]?.title} ${audits[id]?.displayValue ?? ''}`),
    ),
  )
  return [...new Set(lost)]
}
