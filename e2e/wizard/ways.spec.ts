import * as fc from 'fast-check'
import { shortPausesName } from '../../src/contract/automation.ts'
import { Complaints } from '../support/complaints.ts'
import { Way } from '../support/ways/way.ts'
import { framed, standalone } from '../support/ways/surroundings.ts'
import { test } from '../support/wizard-test.ts'

/** `WAYS=2000 WAYS_SEED=7 npm run e2e -- ways` walks more of them, and others. */
const ways = Number(process.env['WAYS'] ?? 200)
const firstSeed = Number(process.env['WAYS_SEED'] ?? 1)
const groups = 8
const presses = fc.array(fc.nat(100_000), { minLength: 12, maxLength: 20, size: 'max' })

/** What the browser says of the connections that a way loses, and of the answers that refuse. */
const expected = /net::ERR_|the server responded with a status of/

for (let group = 0; group < groups; group += 1) {
  const [who, surround] =
    group < 5 ? (['a guest', standalone] as const) : (['a bank’s customer', framed] as const)
  const seed = firstSeed * groups + group
  test(`whatever ${who} does and whatever becomes of the answers, a way leads to the truth (seed ${seed})`, async ({
    browser,
    startProxy,
    sandbox,
  }) => {
    test.setTimeout(60_000 + (ways / groups) * 10_000)
    const { address, close, ...scene } = await surround(startProxy)
    // The pages of one context share what they have loaded, and nothing of a visit.
    const context = await browser.newContext()
    await context.addInitScript((name) => Object.assign(window, { [name]: true }), shortPausesName)
    const complaints = new Complaints(context)
    await fc.assert(
      fc.asyncProperty(presses, async (picks) => {
        const page = await context.newPage()
        const way = new Way({ page, sandbox, ...scene })
        try {
          await page.goto(address)
          await way.settle()
          for (const pick of picks) await way.press(pick)
          await way.finish()
          const unexpected = complaints.heard.filter((heard) => !expected.test(heard))
          way.must('the browser complains of nothing else', unexpected.length === 0, unexpected)
        } finally {
          scene.relay.set('pass')
          for (const open of context.pages()) await open.close()
        }
      }),
      { seed, numRuns: Math.ceil(ways / groups), endOnFailure: true },
    )
    await context.close()
    await close()
  })
}
