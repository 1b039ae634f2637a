import * as fc from 'fast-check'
import { shortPausesName } from '../../src/contract/automation.ts'
import { Complaints } from '../support/page/complaints.ts'
import { byLink, forGuest, framed, type Scene } from '../support/ways/scenes.ts'
import { Way } from '../support/ways/way.ts'
import { type StartProxy, test } from '../support/wizard-test.ts'

// By its name, this file is among the first. Its tests are the longest, and at the end a worker would be alone with one.

/** `WAYS=2000 WAYS_SEED=7 npm run e2e -- ways` walks more of them, and others. `npm run everything` walks 200. */
const ways = Number(process.env['WAYS'] ?? 3)
const firstSeed = Number(process.env['WAYS_SEED'] ?? 1)
const presses = fc.array(fc.nat(100_000), { minLength: 12, maxLength: 12 })

const inTwoFrames = (startProxy: StartProxy) => framed(startProxy, ['documents', 'other-documents'])
const scenes: readonly (readonly [
  who: string,
  groups: number,
  set: (start: StartProxy) => Promise<Scene>,
])[] = [
  ['a guest', 3, forGuest],
  ['somebody with a link', 1, byLink],
  ['a bank’s customer', 3, framed],
  ['a bank’s customer with two frames', 1, inTwoFrames],
]
/** The groups let workers share many ways. A few take one of each scene, but for one frame, which is among two. */
const groups = scenes.flatMap(([who, count, set]) => {
  const few = set === framed ? 0 : 1
  return Array.from({ length: ways > scenes.length ? count : few }, () => ({ who, set }))
})

/** What the browser says of the connections that a way loses, of the answers that refuse, and of copying in a frame. */
const expected = /net::ERR_|the server responded with a status of|The Clipboard API has been blocked/

for (const [group, { who, set }] of groups.entries()) {
  const seed = firstSeed * groups.length + group
  test(`whatever ${who} does and whatever becomes of the answers, a way leads to the truth (seed ${seed})`, async ({
    browser,
    startProxy,
    sandbox,
  }) => {
    test.setTimeout(60_000 + (ways / groups.length) * 10_000)
    const scene = await set(startProxy)
    // The pages of one context share what they have loaded, and nothing of a visit.
    const context = await browser.newContext({ viewport: scene.viewport })
    await context.addInitScript((name) => Object.assign(window, { [name]: true }), shortPausesName)
    // It keeps the process of the others alive, with all that it has loaded and compiled.
    const idle = await context.newPage()
    const complaints = new Complaints(context)
    await fc.assert(
      fc.asyncProperty(presses, async (picks) => {
        const way = new Way(await context.newPage(), scene, sandbox)
        const [first = 0] = picks
        try {
          // Playwright looks for the step that a call belongs to among all calls before it, unless a step is open.
          await test.step('a way', async () => {
            await way.begin(first)
            for (const pick of picks) await way.press(pick)
            await way.finish(first)
          })
          const unexpected = complaints.heard.filter((heard) => !expected.test(heard))
          way.must('the browser complains of nothing else', unexpected.length === 0, unexpected)
        } finally {
          scene.relay.set('pass')
          for (const open of context.pages()) if (open !== idle) await open.close()
        }
      }),
      { seed, numRuns: Math.ceil(ways / groups.length), endOnFailure: true },
    )
    await context.close()
    await scene.close()
  })
}
