import { BaseSequencer } from 'vitest/node'

const slowest = 'photographs.test.ts'

/** Vitest learns only from earlier runs which file takes longest: in a fresh clone it would come last, and alone. */
export class SlowestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  async sort(files) {
    // oxlint-disable-next-line unicorn/no-array-sort -- this is no array's
    const sorted = await super.sort(files)
    const isSlowest = (/** @type {import('vitest/node').TestSpecification} */ { moduleId }) =>
      moduleId.endsWith(slowest)
    return [...sorted.filter(isSlowest), ...sorted.filter((file) => !isSlowest(file))]
  }
}
