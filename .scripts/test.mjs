import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './installing/browser.mjs'
import { buildBundles } from './building/bundles.mjs'
import { endWithNpm } from '../src/start/command/end-with-npm.mjs'
import { installPackages } from './installing/packages.mjs'
import { root } from './project.mjs'
import { npm } from './run.mjs'
import { ensureSystemPackages } from './installing/system-packages.mjs'
import { countPlaywright, countVitest } from './testing/test-counts.mjs'
import { unitReport } from './testing/unit-report.mjs'

/**
 * `npm run everything` also runs the tests tagged `@wide`. They show for other browsers, windows, files and faults what
 * `npm test` shows for one, or what only developers meet. It also walks more ways, runs the models longer, and sends many
 * more webhooks and hostile requests and messages.
 */
const isEverything = process.argv.includes('everything')
const e2eReport = join(root, 'e2e', '.results', 'report.json')

endWithNpm()
// This mostly waits for the network and the disk. The packages, the build and the compiler go on meanwhile.
const systemPackages = ensureSystemPackages()
await installPackages()
const machine = systemPackages.then(ensureBrowser)
await rm(unitReport, { force: true })
await rm(e2eReport, { force: true })

// If NODE_ENV is unset, the runners set it. A production build of React can't be tested.
const { NODE_ENV: _, ...env } = process.env
// Without the scripts' `pre` scripts, whose work has been done above.
const script = async (
  /** @type {string[]} */ args,
  /** @type {import('./run.mjs').RunOptions} */ options = {},
) => npm(['run', '--silent', '--ignore-scripts', ...args], { env, ...options })
const more = { HOSTILE_RUNS: '5000', PROPERTY_RUNS: '2000', WAYS: '200', WEBHOOK_FACTS: '1000' }
const wideEnv = isEverything ? { ...more, ...env } : env
const withoutWide = isEverything ? [] : ['--', '--grep-invert=@wide']
const unitReporters = ['--reporter=default', '--reporter=./.scripts/testing/unit-report.mjs']

const counts = [await check('Build', async () => single('The build', await buildBundles()))]
// These two run at once, and before the tests, which would take twice as long beside them.
const [types, lint] = [held('types'), held('lint')]
counts.push(
  await check('Types', async () => shown('The types', await types)),
  await check('Lint and format', async () => shown('Lint or format', await lint)),
)
await machine
// Either waits for a tenth of its time, in which the other goes on. Alone, the unit tests would need more workers for that.
const unit = held('unit', '--', ...unitReporters, `--maxWorkers=${availableParallelism()}`)
counts.push(
  await check('End-to-end tests', async () =>
    countPlaywright(await script(['e2e', ...withoutWide], { env: wideEnv }), e2eReport),
  ),
  await check('Unit and integration tests', async () => {
    const { code, output, seconds } = await unit
    process.stdout.write(output)
    return { ...(await countVitest(code, unitReport)), seconds }
  }),
)
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failures = counts.flatMap((count) => count.failures)
process.exitCode = failures.length === 0 ? 0 : 1
// Once more at the end, for a reader who sees only that.
console.log(failures.map((name) => `\nFailed: ${name}`).join(''))
console.log(`${passed} passed, ${failures.length} failed`)

/**
 * @param {string} title
 * @param {() => Promise<import('./testing/test-counts.mjs').Count & { seconds?: number }>} work answers with the seconds that it
 *   took if it had begun before
 */
async function check(title, work) {
  console.log(`\n== ${title} ==\n`)
  const begun = performance.now()
  const count = await work()
  const { seconds = secondsSince(begun) } = count
  console.log(`\n${title}: ${count.failures.length === 0 ? 'passed' : 'FAILED'} in ${seconds.toFixed(0)} s`)
  return count
}

/**
 * Runs a script, and keeps what it prints and how long it took.
 *
 * @param {string[]} args
 */
async function held(...args) {
  const begun = performance.now()
  let output = ''
  const code = await script(args, { env: wideEnv, print: (text) => (output += text) })
  return { code, output, seconds: secondsSince(begun) }
}

/**
 * @param {string} title
 * @param {{ code: number, output: string, seconds: number }} held
 */
function shown(title, { code, output, seconds }) {
  process.stdout.write(output)
  return { ...single(title, code === 0), seconds }
}

/** @param {number} begun */
function secondsSince(begun) {
  return (performance.now() - begun) / 1000
}

/**
 * @param {string} title
 * @param {boolean} hasPassed
 */
function single(title, hasPassed) {
  return hasPassed ? { passed: 1, failures: [] } : { passed: 0, failures: [title] }
}
