import { type ErrorCode, errorRule } from '../../../src/contract/errors.ts'
import {
  fault,
  type FaultName,
  testFiles,
  type UploadWizard,
  WizardProblem,
} from '../../../src/testkit/testkit.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { licence } from '../../support/documents.ts'
import { openDetails } from '../../support/link-sender.ts'
import { expect, sharedPageTest as test } from '../../support/wizard-test.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'

/**
 * What a failure of ConnectFi's means to the person, and what ConnectFi holds when they have done what they are told.
 *
 * - `answered`: what the browser gets from the proxy. Without it, the proxy gets over the failure by itself.
 * - `end`: what the person sees of it. `receipt`: nothing but a moment's delay. `receiptAfterAll`: the failure, and the
 *   receipt after pressing the button they are told to press. Otherwise: what they are told when nothing more can be done.
 * - `orphans`: documents that ConnectFi holds without a file.
 * - `tag`: only `npm run everything` runs the row. The wizard takes the same way to its end in another row: in `500`, in
 *   `drop-after`, or without a fault. What the proxy makes of each fault, the tests of `src/proxy/upstream` show.
 */
interface Fate {
  readonly answered?: ErrorCode
  readonly end: 'receipt' | 'receiptAfterAll' | 'notRegistered' | 'notUploaded' | 'unconfirmed'
  readonly orphans: number
  readonly tag?: '@wide'
}

const unharmed: Fate = { end: 'receipt', orphans: 0 }
const retried = (answered: ErrorCode): Fate => ({ answered, end: 'receipt', orphans: 0 })
const mended = (answered: ErrorCode, orphans = 0): Fate => ({ answered, end: 'receiptAfterAll', orphans })
const notRegistered = (answered: ErrorCode, orphans = 0): Fate => ({
  answered,
  end: 'notRegistered',
  orphans,
})
const notUploaded = (answered: ErrorCode): Fate => ({ answered, end: 'notUploaded', orphans: 1 })
const unconfirmed = (answered: ErrorCode, orphans = 1): Fate => ({ answered, end: 'unconfirmed', orphans })
const wide = (fate: Fate): Fate => ({ ...fate, tag: '@wide' })

interface Fates {
  readonly once: Fate
  /** Missing where it would be the same. */
  readonly always?: Fate
}

const fates: Readonly<Record<FaultName, Fates>> = {
  'token-expired': { once: wide(unharmed), always: wide(notRegistered('upstreamLoginFailed')) },
  'generate-400': {
    once: wide(mended('requestValidateError')),
    always: wide(notRegistered('requestValidateError')),
  },
  'generate-429': { once: wide(retried('upstreamBusy')), always: wide(notRegistered('upstreamBusy')) },
  'generate-500': { once: mended('upstreamFailed'), always: wide(notRegistered('upstreamFailed')) },
  'generate-503': { once: wide(retried('upstreamFailed')), always: wide(notRegistered('upstreamFailed')) },
  'generate-slow': { once: wide(unharmed) },
  'generate-hang': { once: wide(mended('upstreamTimeout')), always: wide(notRegistered('upstreamTimeout')) },
  'generate-drop-before': {
    once: wide(mended('upstreamConnectionLost')),
    always: wide(notRegistered('upstreamConnectionLost')),
  },
  'generate-drop-after': {
    once: mended('upstreamConnectionLost', 1),
    always: wide(notRegistered('upstreamConnectionLost', 1)),
  },
  'generate-garbage': {
    once: wide(mended('upstreamAnswerInvalid')),
    always: wide(notRegistered('upstreamAnswerInvalid')),
  },
  'upload-400': { once: wide(retried('extAkepa')), always: wide(notUploaded('extAkepa')) },
  'upload-429': { once: wide(retried('upstreamBusy')), always: wide(notUploaded('upstreamBusy')) },
  'upload-500': { once: wide(retried('upstreamFailed')), always: notUploaded('upstreamFailed') },
  'upload-503': { once: wide(retried('upstreamFailed')), always: wide(notUploaded('upstreamFailed')) },
  'upload-slow': { once: wide(unharmed) },
  'upload-hang': { once: wide(retried('upstreamTimeout')), always: wide(unconfirmed('upstreamTimeout')) },
  'upload-drop-before': {
    once: wide(retried('upstreamConnectionLost')),
    always: wide(unconfirmed('upstreamConnectionLost')),
  },
  // The work is done each time, so the file has arrived, although the person can't be sure of it.
  'upload-drop-after': {
    once: retried('upstreamConnectionLost'),
    always: unconfirmed('upstreamConnectionLost', 0),
  },
  'upload-garbage': {
    once: wide(retried('upstreamAnswerInvalid')),
    always: wide(unconfirmed('upstreamAnswerInvalid')),
  },
  'upload-token-expired': {
    once: wide(retried('upstreamTokenRenewed')),
    always: wide(notUploaded('upstreamTokenRenewed')),
  },
  'upload-not-found': { once: mended('documentNotFound', 1), always: wide(notUploaded('documentNotFound')) },
  // Nothing is cut off here. The tests of cancelling show what becomes of a file that is.
  'upload-keeps-partial': { once: wide(unharmed) },
}

const impatientMs = 1000
const file = testFiles.goodJpg()

for (const [name, { once, always }] of Object.entries(fates) as [FaultName, Fates][]) {
  for (const [frequency, fate] of Object.entries({ once, always })) {
    if (!fate) continue
    test(
      `${name}, ${frequency}: ${inWords(fate)}`,
      { tag: fate.tag ?? [] },
      async ({ page, sandbox, runningProxy, startProxy, complaints }) => {
        const { end, answered, orphans } = fate
        if (answered) complaints.expectAnswer(errorRule(answered).status)
        const isImpatient = name.endsWith('hang')
        const { origin } = isImpatient ? await startProxy({ upstreamTimeoutMs: impatientMs }) : runningProxy
        const request = { ...licence, name: `Licence ${fault(name, { once: frequency === 'once' })}` }
        const wizard = await openDetails(page, origin, request)
        await wizard.shortenRetries()
        const isRegistering = name.startsWith('generate') || name === 'token-expired'

        if (isRegistering && end !== 'receipt') {
          await expect(wizard.register(request)).rejects.toThrow(WizardProblem)
          await expectWords(wizard, fate)
        }
        if (end !== 'notRegistered') {
          await wizard.register(request)
          await wizard.chooseFile(file)
          await expect(wizard.preview()).toBeVisible()
          let attempts = 0
          page.on('request', (sent) => (attempts += sent.url().includes('/upload/') ? 1 : 0))
          await wizard.submit()
          await wizard.form('receipt').or(wizard.problem()).waitFor()
          if (end === 'notUploaded' || end === 'unconfirmed') {
            expect(attempts).toBe(answered && errorRule(answered).retryable ? 7 : 1)
            await expect(wizard.preview()).toBeVisible()
          }
        }
        if (!isRegistering && end !== 'receipt') await expectWords(wizard, fate)
        if (!isRegistering && end === 'receiptAfterAll') {
          await page.getByRole('button', { name: words.file.registerAnew }).click()
          await wizard.register(request)
          await wizard.chooseFile(file)
          await wizard.upload()
        }

        const documents = await sandbox.documents()
        expect(documents.filter(({ uploadStatus }) => !uploadStatus)).toHaveLength(orphans)
        const files = documents.filter(({ uploadStatus }) => uploadStatus)
        if (end === 'receipt' || end === 'receiptAfterAll') {
          const sha256 = sha256Of(file.buffer)
          expect(files).toMatchObject([{ ...request, sha256 }])
          expect(await wizard.receipt()).toEqual({ documentId: files[0]?.id, sha256 })
        } else if (name === 'upload-drop-after') expect(files).toHaveLength(1)
        else expect(files).toEqual([])
      },
    )
  }
}

/** The page tells the failure in the catalogue's words, below what it means here. */
async function expectWords(wizard: UploadWizard, { end, answered }: Fate) {
  const problem = wizard.problem()
  if (!answered) throw new TypeError('A failure the person sees has a code.')
  const isUnconfirmed = errorRule(answered).unconfirmed ?? false
  const [failed, lost] =
    (await wizard.step()) === 'file'
      ? [words.file.notUploaded, words.file.unconfirmed]
      : [words.details.registerFailed, words.details.registerUnconfirmed]
  await expect(problem).toContainText(end === 'unconfirmed' || isUnconfirmed ? lost : failed)
  await expect(problem).toContainText(words.errors[answered].title)
}

function inWords({ end, answered, orphans }: Fate): string {
  const left = orphans === 0 ? '' : `, ${orphans} document without its file`
  switch (end) {
    case 'receipt':
      return answered ? 'tried again, receipt' : 'receipt'
    case 'receiptAfterAll':
      return `${answered}, then receipt${left}`
    case 'notRegistered':
      return `${answered}, not registered${left}`
    case 'notUploaded':
      return `${answered}, not uploaded${left}`
    case 'unconfirmed':
      return `${answered}, not confirmed${left}`
    default:
      return end satisfies never
  }
}
