import { BaseSequencer } from 'vitest/node'

const longest =
  /\/(?:photographs|start\/main|hostile-input|redis-store|quality|visit-model|visit-states|upstream|handoff-routes)\.test\.ts$/

/**
 * Begins with the test files that take longest, so that no worker is alone with one at the end. Vitest knows how long each
 * file took the last time, but in a fresh clone it knows nothing.
 */
export class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  async sort(files) {
    // oxlint-disable-next-line unicorn/no-array-sort -- this `sort` is Vitest's, not an array's
    const sorted = await super.sort(files)
    const isLong = (/** @type {import('vitest/node').TestSpecification} */ { moduleId }) =>
      longest.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
