import { setTimeout as delay } from 'node:timers/promises'
import { type ShownReceipt, type UploadWizard, type WizardStep } from './upload-wizard.ts'

/** What Playwright gives a matcher as `this`. */
interface MatcherState {
  readonly isNot: boolean
  readonly timeout: number
}

interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

interface Waiting {
  /** In milliseconds, instead of the time that `expect` has. */
  readonly timeout?: number | undefined
}

const pauseMs = 50

/**
 * Matchers for an `UploadWizard`. Like Playwright's own they look again until they hold, or until the time of `expect` is up:
 *
 *     import { expect as baseExpect } from '@playwright/test'
 *     export const expect = baseExpect.extend(wizardMatchers)
 *     await expect(wizard).toHaveReceipt()
 */
export const wizardMatchers = {
  /** The receipt is shown, by default any. */
  async toHaveReceipt(
    this: MatcherState,
    wizard: UploadWizard,
    expected: Partial<ShownReceipt> = {},
    options?: Waiting,
  ): Promise<MatcherResult> {
    return look(this, options, wizard, `have the receipt ${JSON.stringify(expected)}`, async () => {
      const [shown] = await wizard.form('receipt').locator('visible=true').evaluateAll(readReceipts)
      return shown !== undefined && Object.entries(expected).every(([name, value]) => shown[name] === value)
    })
  },

  /** The step is shown. */
  async toBeAtStep(
    this: MatcherState,
    wizard: UploadWizard,
    step: WizardStep,
    options?: Waiting,
  ): Promise<MatcherResult> {
    return look(this, options, wizard, `be at the step "${step}"`, async () => wizard.form(step).isVisible())
  },

  /** The message of a problem is shown, with these words in it. */
  async toHaveProblem(
    this: MatcherState,
    wizard: UploadWizard,
    words: string | RegExp = '',
    options?: Waiting,
  ): Promise<MatcherResult> {
    return look(this, options, wizard, `have a problem with the words ${String(words)}`, async () => {
      const shown = await wizard.problem().allInnerTexts()
      return shown.some((text) => (typeof words === 'string' ? text.includes(words) : words.test(text)))
    })
  },
}

async function look(
  { isNot, timeout }: MatcherState,
  options: Waiting | undefined,
  wizard: UploadWizard,
  wanted: string,
  holds: () => Promise<boolean>,
): Promise<MatcherResult> {
  const waitMs = options?.timeout ?? timeout
  const end = Date.now() + waitMs
  let pass = await holds()
  while (pass === isNot && Date.now() < end) {
    await delay(pauseMs)
    pass = await holds()
  }
  const shown = await wizard.form().locator('visible=true').evaluateAll(namesOfSteps)
  const problems = await wizard.problem().allInnerTexts()
  const message = [
    `The wizard was to ${isNot ? 'not ' : ''}${wanted}, within ${waitMs} ms.`,
    shown.length > 0 ? `It is at the step "${shown.join()}".` : 'It shows no step.',
    ...problems.map((words) => `It says:\n${words}`),
  ]
  return { pass, message: () => message.join('\n') }
}

/** Runs in the page. */
function namesOfSteps(forms: readonly Element[]): string[] {
  return forms.map((form) => form.getAttribute('data-step') ?? '')
}

/** Runs in the page. It reads a receipt at once, because it may give way to the next step. */
function readReceipts(forms: readonly Element[]): Record<string, string>[] {
  return forms.map((form) => ({
    documentId: form.querySelector<HTMLInputElement>('input[name="documentId"]')?.value ?? '',
    sha256:
      Array.from(form.querySelectorAll('code'), ({ textContent }) => textContent ?? '').find((text) =>
        /^[0-9a-f]{64}$/.test(text),
      ) ?? '',
  }))
}
