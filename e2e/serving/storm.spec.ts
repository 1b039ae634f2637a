import { expect, test } from 'playwright/test'
import { storm, unharmed } from '../soak/storm.ts'

/** The soak in small (`npm run soak`). */
test('documents arrive under faults and attacks while a replica and Redis are killed, and the partner hears of each', async () => {
  // If the partner isn't told of a document, the storm waits for that for minutes.
  test.setTimeout(300_000)
  const pairs = 120
  const { fates, count } = await storm({
    calmPairs: 0,
    pairs,
    pairsPerSecond: 20,
    replicaKills: 1,
    redisKills: 1,
    isPatient: false,
    badAnswers: ['fails'],
    longestMinutes: 3,
  })
  expect(fates).toEqual(unharmed)
  expect(count).toBe(pairs)
})
