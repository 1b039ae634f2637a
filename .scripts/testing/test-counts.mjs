import { readFile } from 'node:fs/promises'

/**
 * A runner's report in a number, with the names of what failed. Everything but a plain pass is a failure: a test that
 * passed only at another try, a skipped test, a file that could not be loaded, a runner that crashed or ran nothing.
 *
 * @typedef {{ passed: number, failures: string[] }} Count
 *
 * @typedef {{ hasPassed: boolean, name: string }} Result
 *
 * @typedef {object} PlaywrightSuite
 * @property {string} title
 * @property {PlaywrightSuite[]} [suites]
 * @property {{ title: string, file: string, line: number, tests: { status: string }[] }[]} [specs]
 */

/**
 * @param {number} exitCode
 * @param {string} reportPath
 */
export async function countVitest(exitCode, reportPath) {
  const results = /** @type {Result[] | undefined} */ (await read(reportPath))
  return complete('The unit tests', exitCode, results ?? [])
}

/**
 * @param {number} exitCode
 * @param {string} reportPath
 */
export async function countPlaywright(exitCode, reportPath) {
  const report = /** @type {{ suites: PlaywrightSuite[], errors: { message?: string }[] } | undefined} */ (
    await read(reportPath)
  )
  return complete('The end-to-end tests', exitCode, [
    ...(report?.suites ?? []).flatMap(resultsOf),
    ...(report?.errors ?? []).map(({ message }) => outsideOfTests(message)),
  ])
}

/** What fails as a worker or a file begins or ends belongs to no test. */
export function outsideOfTests(message = 'an error without words') {
  return { hasPassed: false, name: `outside of the tests: ${message.split('\n', 1)[0]}` }
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {Result[]}
 */
function resultsOf({ suites = [], specs = [] }) {
  const own = specs.flatMap(({ title, file, line, tests }) =>
    tests.map(({ status }) => ({ hasPassed: status === 'expected', name: `${file}:${line}: ${title}` })),
  )
  return [...own, ...suites.flatMap(resultsOf)]
}

/**
 * @param {string} runner
 * @param {number} exitCode
 * @param {Result[]} results
 * @returns {Count}
 */
function complete(runner, exitCode, results) {
  const passed = results.filter(({ hasPassed }) => hasPassed).length
  const failures = results.filter(({ hasPassed }) => !hasPassed).map(({ name }) => name)
  const hasHiddenFailure = failures.length === 0 && (exitCode !== 0 || passed === 0)
  return { passed, failures: hasHiddenFailure ? [`${runner} as a whole (exit code ${exitCode})`] : failures }
}

/**
 * @param {string} path
 * @returns {Promise<unknown>} undefined if the runner left no readable report
 */
async function read(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
