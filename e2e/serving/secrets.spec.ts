import { request as httpRequest } from 'node:http'
import { type Page } from 'playwright/test'
import { serve } from '../../src/testing/serve.ts'
import { fault, startTestSandbox, testFiles, UploadWizard } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { licence } from '../support/documents.ts'
import { startProxyWithWizard } from '../support/proxy-with-wizard.ts'
import { expect, test } from '../support/wizard-test.ts'

const account = { login: 'a_login_to_look_for', password: 'a-password-to-look-for' }
const person = {
  name: 'Ana Silva',
  note: 'Lives at Rua das Flores',
  note_author_agent_email: 'agent.of.ana@bank.example',
}

/** Stands before the sandbox and passes everything on. It keeps the tokens that it sees. */
async function startTokenRecorder(target: string) {
  const tokens = new Set<string>()
  const server = await serve((request, response) => {
    const { method, headers, url = '' } = request
    const token = headers['x-connectfi-token']
    if (typeof token === 'string') tokens.add(token)
    const passedOn = httpRequest(target + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(passedOn)
  })
  return { ...server, tokens }
}

/** Records everything that the page is sent: each answer's headers and body. */
function recordAnswers(page: Page) {
  const answers: Promise<string>[] = []
  page.on('response', (response) => {
    const whole = async () => JSON.stringify(await response.headersArray()) + (await response.text())
    answers.push(whole())
  })
  return async () => Promise.all(answers)
}

test('our credentials for ConnectFi reach no browser and no log, and nothing that people enter reaches a log', async ({
  page,
  complaints,
}) => {
  complaints.expectAnswer(502)
  complaints.expectAnswer(503)
  complaints.expectAnswer(400)
  const sandbox = await startTestSandbox(account)
  const recorder = await startTokenRecorder(sandbox.origin)
  const proxy = await startProxyWithWizard({ origin: recorder.origin, ...account })
  const lockedOut = await startProxyWithWizard({
    origin: recorder.origin,
    ...account,
    password: 'a-wrong-password',
  })
  const received = recordAnswers(page)

  // Everything happens on this visit: either call fails, a token ends, an answer is refused.
  await page.goto(proxy.origin)
  const wizard = new UploadWizard(page)
  await wizard.shortenRetries()
  const faults = fault('generate-500', { once: true })
  await expect(wizard.register({ ...licence, ...person, name: person.name + faults })).rejects.toThrow()
  await expect(
    wizard.register({ ...licence, ...person, name: person.name + fault('generate-400') }),
  ).rejects.toThrow()
  await wizard.register({
    ...licence,
    ...person,
    name: `${person.name}${fault('upload-token-expired', { once: true })}`,
  })
  await wizard.chooseFile(testFiles.goodJpg())
  const { sha256 } = await wizard.upload()
  await wizard.done()
  await page.goto(lockedOut.origin)
  await expect(wizard.register({ ...licence, ...person })).rejects.toThrow(
    words.errors.upstreamLoginFailed.title,
  )
  await page.goto('about:blank')

  const answers = await received()
  expect(answers.length).toBeGreaterThan(10)
  expect(answers.some((answer) => answer.includes(person.name))).toBe(true)
  expect(recorder.tokens.size).toBe(2)
  const secrets = [...recorder.tokens, ...Object.values(account), 'a-wrong-password', recorder.origin]
  for (const secret of secrets) {
    expect(answers.filter((answer) => answer.includes(secret))).toEqual([])
  }

  const log = proxy.log() + lockedOut.log()
  expect(log).toContain('"code":"upstreamTokenRenewed"')
  expect(log).toContain('"code":"upstreamLoginFailed"')
  for (const secret of [...secrets, 'Ana', 'Flores', 'bank.example', 'photo.jpg', sha256, 'eyJ']) {
    expect(log).not.toContain(secret)
  }

  await proxy.close()
  await lockedOut.close()
  await recorder.close()
  await sandbox.close()
})
