import { expect, test } from 'playwright/test'
import { megabytes } from '../support/measuring/figures.ts'
import { storm, unharmed } from './storm.ts'

/** `SOAK_PAIRS=500 SOAK_KILLS=2 npm run soak` takes a minute. */
const pairs = Number(process.env['SOAK_PAIRS'] ?? 10_000)
const replicaKills = Number(process.env['SOAK_KILLS'] ?? 8)
const redisKills = 2
const calmPairs = Math.min(500, pairs)
const firstPairs = Math.min(1000, Math.ceil(pairs / 3))

const listed = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${count} × ${code}`)
    .join(', ')
const say = (line: string) => process.stdout.write(`${line}\n`)

test(`${pairs} documents under faults, kills and attacks: none lost, none wrong, none refused for good`, async () => {
  const outcome = await storm({
    calmPairs,
    pairs,
    pairsPerSecond: 20,
    pairsPerFault: 5,
    replicaKills,
    redisKills,
    isPatient: true,
    badAnswers: ['fails', 'hangs', 'cuts'],
    longestMinutes: Number(process.env['SOAK_MINUTES'] ?? 15),
    firstPairs,
    say,
  })
  const { fates, count, seconds, orphans, calm, stormy, troubles } = outcome
  const { lost, wrong, shared, refused, untold, unlisted } = fates
  const [before = 0, after = 0] = outcome.memories
  say(
    [
      `${count} pairs in ${seconds.toFixed(0)} s, ${replicaKills} kills of a replica, ${redisKills} of Redis`,
      `${lost.length} lost, ${wrong.length} wrong, ${shared} with another’s ID, ${refused.length} refused for good`,
      `${untold.length} that the partner’s webhook was not told of, ${unlisted.length} that its receipts don’t have`,
      `${orphans.length} orphans at ConnectFi (${orphans.filter(({ uploadStatus }) => uploadStatus).length} of them with a file)`,
      `the middle customer waited ${stormy.toFixed(0)} ms, ${(stormy / calm).toFixed(2)} times as long as in the calm`,
      `memory of the replica that lives: ${megabytes(before)} MB after the first ${firstPairs}, ${megabytes(after)} MB at the end (${(after / before).toFixed(2)})`,
      `what customers met, and tried again after: ${listed(troubles)}`,
      `the trickling attacker was answered: ${listed(outcome.trickling)}`,
      `the flooding attacker was answered: ${listed(outcome.flooding)}`,
      ...refused.slice(0, 20),
    ].join('\n'),
  )
  expect(fates).toEqual(unharmed)
  expect(count).toBe(calmPairs + pairs)
  expect(stormy / calm).toBeLessThan(2)
  expect(after / before).toBeLessThan(1.1)
})
