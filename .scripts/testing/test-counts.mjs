import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { root } from '../project.mjs'

/**
 * A runner's JSON report in two numbers, with the names of what failed. Everything but a plain pass is a failure: a test
 * that passed only at another try, a skipped test, a file that could not be loaded, a runner that crashed or ran nothing.
 *
 * @typedef {{ passed: number, failures: string[] }} Count
 *
 * @typedef {object} VitestFile
 * @property {string} name its path
 * @property {string} status
 * @property {{ status: string, fullName: string }[]} assertionResults
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
  const report = /** @type {{ testResults: VitestFile[] } | undefined} */ (await read(reportPath))
  const files = report?.testResults ?? []
  const results = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({
      hasPassed: test.status === 'passed',
      name: `${relative(root, name)}: ${test.fullName}`,
    })),
  )
  const brokenFiles = files
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .map(({ name }) => ({ hasPassed: false, name: `${relative(root, name)}, which could not be run` }))
  return complete('The unit tests', exitCode, [...results, ...brokenFiles])
}

/**
 * @param {number} exitCode
 * @param {string} reportPath
 */
export async function countPlaywright(exitCode, reportPath) {
  const report = /** @type {{ suites: PlaywrightSuite[], errors: { message?: string }[] } | undefined} */ (
    await read(reportPath)
  )
  // What fails as a worker starts or ends belongs to no test.
  const ownFailures = (report?.errors ?? []).map(({ message = 'an error without words' }) => ({
    hasPassed: false,
    name: `outside of the tests: ${message.split('\n', 1)[0]}`,
  }))
  return complete('The end-to-end tests', exitCode, [
    ...(report?.suites ?? []).flatMap(resultsOf),
    ...ownFailures,
  ])
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

/** @typedef {{ hasPassed: boolean, name: string }} Result */

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
