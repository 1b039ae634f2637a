import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { root } from '../project.mjs'
import { outsideOfTests } from './test-counts.mjs'

export const unitReport = join(root, '.cache', 'unit.json')

/**
 * Writes the results of a run, for `countVitest`. Vitest's own JSON report leaves out what fails outside of the tests: an
 * `afterAll`, or a promise that is rejected once its test is over.
 */
// oxlint-disable-next-line import/no-default-export -- Vitest takes a reporter from nothing else
export default class UnitReport {
  /**
   * @param {readonly import('vitest/node').TestModule[]} files
   * @param {readonly import('vitest/node').SerializedError[]} unhandledErrors
   */
  async onTestRunEnd(files, unhandledErrors) {
    const results = [
      ...files.flatMap(resultsOf),
      ...unhandledErrors.map((error) => outside(error['VITEST_TEST_PATH'], error)),
    ]
    await mkdir(dirname(unitReport), { recursive: true })
    await writeFile(unitReport, JSON.stringify(results))
  }
}

/** @param {import('vitest/node').TestModule} file */
function resultsOf(file) {
  const tests = Array.from(file.children.allTests(), (test) => ({
    hasPassed: test.result().state === 'passed',
    name: `${relative(root, file.moduleId)}: ${test.fullName}`,
  }))
  const errors = [file, ...file.children.allSuites()].flatMap((suite) => suite.errors())
  return [...tests, ...errors.map((error) => outside(file.moduleId, error))]
}

/**
 * @param {unknown} path
 * @param {import('vitest/node').SerializedError} error
 */
function outside(path, { message }) {
  const { hasPassed, name } = outsideOfTests(message)
  return { hasPassed, name: typeof path === 'string' ? `${relative(root, path)}: ${name}` : name }
}
