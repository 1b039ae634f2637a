import * as fc from 'fast-check'
import { shortPausesName } from '../../src/contract/automation.ts'
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
    await fc.assert(
      fc.asyncProperty(presses, async (picks) => {
        const context = await browser.newContext()
        await context.addInitScript((name) => Object.assign(window, { [name]: true }), shortPausesName)
        const complaints: string[] = []
        context.on('console', (message) => {
          const isComplaint = ['error', 'warning'].includes(message.type()) && !expected.test(message.text())
          if (isComplaint) complaints.push(message.text())
        })
        context.on('weberror', (error) => complaints.push(String(error.error())))
        const page = await context.newPage()
        const way = new Way({ page, sandbox, ...scene })
        try {
          await page.goto(address)
          await way.settle()
          for (const pick of picks) await way.press(pick)
          await way.finish()
          way.must('the browser complains of nothing', complaints.length === 0, complaints)
        } finally {
          scene.relay.set('pass')
          await context.close()
        }
      }),
      { seed, numRuns: Math.ceil(ways / groups), endOnFailure: true },
    )
    await close()
  })
}
