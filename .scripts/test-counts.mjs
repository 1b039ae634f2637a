import { readFile } from 'node:fs/promises'

/**
 * A runner's JSON report in two numbers. Everything but a plain pass is a failure: a test that passed only at another
 * try, a skipped test, a file that could not be loaded, a runner that crashed or ran nothing.
 *
 * @typedef {{ passed: number, failed: number }} Count
 *
 * @typedef {object} VitestReport
 * @property {number} numTotalTests
 * @property {number} numPassedTests
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults one for each file
 *
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 */

/**
 * @param {number} exitCode
 * @param {string} reportPath
 */
export async function countVitest(exitCode, reportPath) {
  const report = /** @type {VitestReport | undefined} */ (await read(reportPath))
  if (!report) return complete(exitCode, 0, 0)
  const { numTotalTests, numPassedTests, testResults } = report
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return complete(exitCode, numPassedTests, numTotalTests - numPassedTests + brokenFiles.length)
}

/**
 * @param {number} exitCode
 * @param {string} reportPath
 */
export async function countPlaywright(exitCode, reportPath) {
  const report = /** @type {PlaywrightReport | undefined} */ (await read(reportPath))
  if (!report) return complete(exitCode, 0, 0)
  const { expected, unexpected, flaky, skipped } = report.stats
  return complete(exitCode, expected, unexpected + flaky + skipped)
}

/**
 * @param {number} exitCode
 * @param {number} passed
 * @param {number} failed
 * @returns {Count}
 */
function complete(exitCode, passed, failed) {
  const hasHiddenFailure = failed === 0 && (exitCode !== 0 || passed === 0)
  return { passed, failed: hasHiddenFailure ? 1 : failed }
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
