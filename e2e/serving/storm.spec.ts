import { storm, unharmed } from '../soak/storm.ts'
// Its worker does other files' tests too, and one with a `test` of its own would not.
import { expect, test } from '../support/wizard-test.ts'

/** The soak in small (`npm run soak`). */
for (const { pairs, isPatient, moment, tag } of [
  { pairs: 60, isPatient: false, moment: 'between uploads', tag: [] },
  { pairs: 120, isPatient: true, moment: 'at any moment', tag: '@wide' },
]) {
  test(
    `${pairs} documents arrive under faults and attacks while a replica and Redis are killed ${moment}, and the partner hears of each`,
    { tag },
    async () => {
      // If the partner isn't told of a document, the storm waits for that for minutes.
      test.setTimeout(300_000)
      const { fates, count } = await storm({
        calmPairs: 0,
        pairs,
        pairsPerSecond: 20,
        pairsPerFault: 4,
        replicaKills: 1,
        redisKills: 1,
        isPatient,
        badAnswers: isPatient ? ['fails', 'hangs', 'cuts'] : ['fails'],
        longestMinutes: 3,
      })
      expect(fates).toEqual(unharmed)
      expect(count).toBe(pairs)
    },
  )
}
