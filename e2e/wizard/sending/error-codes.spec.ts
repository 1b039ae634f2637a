import * as z from 'zod/mini'
import { failureEnvelopeSchema } from '../../../src/contract/api/envelope.ts'
import { type ErrorCode, errorCodes, errorRule } from '../../../src/contract/errors.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { licence } from '../../support/documents.ts'
import { provocations } from '../../support/errors/error-provocations.ts'
import { ErrorScene } from '../../support/errors/error-scene.ts'
import { expect, sharedPageTest as test } from '../../support/wizard-test.ts'

/** One row for each way in which an answer of the proxy becomes a page. The other codes differ only in what causes them. */
const inEachRun = new Set<ErrorCode>([
  'requestValidateError',
  'originForbidden',
  'sessionExpired',
  'sessionEnded',
  'linkExpired',
  'ticketForeign',
  'documentAlreadyUploaded',
  'fileInfected',
])

/** What the page tells of an answer with this code. */
function toldOf(code: ErrorCode) {
  const { status, actor, unconfirmed = false } = errorRule(code)
  const { title, advice } = words.errors[code]
  return {
    status,
    title,
    advice: unconfirmed ? words.details.unconfirmedAdvice(words.continue) : advice,
    hasRequestId: actor !== 'person' || unconfirmed,
  }
}

for (const code of errorCodes) {
  const { status, title, advice, hasRequestId } = toldOf(code)
  const tag = inEachRun.has(code) ? [] : '@wide'
  test(`${code}: “${title}”`, { tag }, async ({ page, sandbox, runningProxy, startProxy, complaints }) => {
    complaints.expectAnswer(status)
    const failures: Promise<unknown>[] = []
    page.on('response', (response) => {
      if (response.status() === status) failures.push(response.json())
    })
    const scene = new ErrorScene(page, sandbox, runningProxy, startProxy)
    await provocations[code](scene)

    const problem = scene.wizard.problem()
    await expect(problem).toContainText(title)
    await expect(problem).toContainText(advice)
    await expect(problem).toBeFocused()

    const answers = z.array(failureEnvelopeSchema).parse(await Promise.all(failures))
    expect(answers.map((answer) => answer.code)).toContain(code)
    const shown = await problem.innerText()
    const isShown = answers.some(({ requestId = '' }) => shown.includes(words.requestId(requestId)))
    expect(isShown).toBe(hasRequestId)
  })
}

const answersOfGenerate: readonly { what: string; codes: readonly ErrorCode[]; tag?: '@wide' }[] = [
  // One for each way to tell it: for the person, for us, unconfirmed, and in words that the page has at hand.
  { what: 'one of a kind', codes: ['tooManyRequests', 'internalError', 'upstreamTimeout', 'overloaded'] },
  // A session that is over is told in the words of the link. The rows above have the others.
  {
    what: 'any',
    codes: errorCodes.filter((code) => !/^session(?:Invalid|Expired|Ended)$/.test(code)),
    tag: '@wide',
  },
]
for (const { what, codes, tag } of answersOfGenerate) {
  test(
    `whatever generate is answered with is told in its own words, with the request ID where that helps: ${what}`,
    { tag: tag ?? [] },
    async ({ page, wizardAtDetails: wizard, complaints }) => {
      let answered: ErrorCode = 'internalError'
      await page.route('**/api/akepa/document/generate', (route) => {
        const json = { requestId: `r-${answered}`, code: answered, message: answered }
        return route.fulfill({ status: errorRule(answered).status, json })
      })
      for (const code of codes) {
        const { status, title, advice, hasRequestId } = toldOf(code)
        answered = code
        complaints.expectAnswer(status)
        await wizard.submit()
        const problem = wizard.problem()
        await expect.soft(problem, code).toContainText(title)
        await expect.soft(problem, code).toContainText(advice)
        const id = words.requestId(`r-${code}`)
        if (hasRequestId) await expect.soft(problem, code).toContainText(id)
        else await expect.soft(problem, code).not.toContainText(id)
      }
    },
  )
}

test('connectionLost: where the proxy can’t be reached', async ({ page, wizard, complaints }) => {
  complaints.expect('net::ERR_CONNECTION_REFUSED')
  await page.route('**/api/akepa/document/generate', (route) => route.abort('connectionrefused'))
  await expect(wizard.register(licence)).rejects.toThrow(words.errors.connectionLost.title)
  await expect(wizard.problem()).toContainText(words.details.registerUnconfirmed)
})

test('answerUnreadable: where a network’s sign-in page answers instead', async ({ page, wizard }) => {
  const body = '<!doctype html><title>Welcome to our hotel</title>'
  await page.route('**/api/akepa/document/generate', (route) =>
    route.fulfill({ contentType: 'text/html', body }),
  )
  await expect(wizard.register(licence)).rejects.toThrow(words.errors.answerUnreadable.title)
  await expect(wizard.problem()).toContainText(words.details.unconfirmedAdvice(words.continue))
})

test('insecureContext: where the page is opened without https', async ({
  page,
  runningProxy,
  complaints,
}) => {
  complaints.expect('Cross-Origin-Opener-Policy header has been ignored')
  // No such host is asked: the proxy's answers come under its name.
  await page.route('http://uploads.example/**', async (route) => {
    const url = route.request().url().replace('http://uploads.example', runningProxy.origin)
    await route.fulfill({ response: await route.fetch({ url }) })
  })
  await page.goto('http://uploads.example/')
  await expect(page.locator('[data-problem]')).toContainText(words.errors.insecureContext.title)
  await expect(page.locator('[data-problem]')).toContainText(words.errors.insecureContext.advice)
  await expect(page.locator('[data-problem]').getByRole('button')).toHaveCount(0)
})
