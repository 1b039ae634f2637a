import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { buildBundles } from './bundles.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { installPackages } from './packages.mjs'
import { root } from './project.mjs'
import { npm } from './run.mjs'
import { ensureSystemPackages } from './system-packages.mjs'
import { countPlaywright, countVitest } from './test-counts.mjs'

/** `npm run everything` runs what is tagged `@wide` too: what `npm test` shows of one browser or width, of all others. */
const isEverything = process.argv.includes('everything')
const unitReport = join(root, '.cache', 'unit.json')
const e2eReport = join(root, 'e2e', '.results', 'report.json')

endWithNpm()
await installPackages()
await ensureSystemPackages()
await ensureBrowser()
await rm(unitReport, { force: true })
await rm(e2eReport, { force: true })

// The runners choose NODE_ENV themselves where it is unset, and a production React can't be tested.
const { NODE_ENV: _, ...env } = process.env
// Without what a script runs first, which has been done.
const script = async (/** @type {string[]} */ ...args) =>
  npm(['run', '--silent', '--ignore-scripts', ...args], { env })
const unitReporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`]

const counts = [
  await check('Build', async () => single(await buildBundles())),
  await check('Types', async () => single((await script('types')) === 0)),
  await check('Lint and format', async () => single((await script('lint')) === 0)),
  await check('Unit and integration tests', async () =>
    countVitest(await script('unit', '--', ...unitReporters), unitReport),
  ),
  await check('End-to-end tests', async () =>
    countPlaywright(await script('e2e', ...(isEverything ? [] : ['--', '--grep-invert=@wide'])), e2eReport),
  ),
]
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
process.exitCode = failed === 0 ? 0 : 1
console.log(`\n${passed} passed, ${failed} failed`)

/**
 * @param {string} title
 * @param {() => Promise<import('./test-counts.mjs').Count>} work
 */
async function check(title, work) {
  console.log(`\n== ${title} ==\n`)
  const count = await work()
  console.log(`\n${title}: ${count.failed === 0 ? 'passed' : 'FAILED'}`)
  return count
}

/** @param {boolean} hasPassed */
function single(hasPassed) {
  return hasPassed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}
