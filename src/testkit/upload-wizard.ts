import { type Frame, type FrameLocator, type Locator, type Page } from 'playwright'
import { shortPausesName } from '../contract/automation.ts'
import { type GenerateRequest } from '../contract/document.ts'
import { asSent } from '../contract/normalise.ts'
import { type TestFile } from './files.ts'

/** `answers` is what the questions turn into once the document is registered: to be read, no longer to be edited. */
const wizardSteps = ['workflow', 'type', 'details', 'answers', 'file', 'receipt', 'finished'] as const
export type WizardStep = (typeof wizardSteps)[number]
type Question = 'workflow' | 'type' | 'details'

/** What the person is shown when a file has arrived. */
export interface ShownReceipt {
  readonly documentId: string
  /** Of the file as it was sent: 64 lower-case hexadecimal digits. */
  readonly sha256: string
}

/** Thrown where the wizard, instead of going on, told the person of a problem; `message` holds its words. */
export class WizardProblem extends Error {
  readonly code = 'wizardProblem'
  /** The step it stayed on; undefined where it shows the problem in place of any step. */
  readonly step: WizardStep | undefined

  constructor(step: WizardStep | undefined, words: string) {
    super(`The wizard ${step ? `stayed on its step "${step}"` : 'shows no step'} and said:\n${words}`)
    this.name = 'WizardProblem'
    this.step = step
  }
}

/** Thrown where a test gives an answer that the wizard can't take: another is settled already, or it isn't asked for. */
export class AnswerRefused extends Error {
  readonly code = 'answerRefused'
  readonly property: keyof GenerateRequest

  constructor(property: keyof GenerateRequest, given: string, reason: string) {
    super(`The answer ${JSON.stringify(given)} for "${property}" can’t be given: ${reason}.`)
    this.name = 'AnswerRefused'
    this.property = property
  }
}

type ButtonName =
  | 'back'
  | 'change'
  | 'registerAnew'
  | 'removeFile'
  | 'rotateFile'
  | 'cancelUpload'
  | 'goOnHere'
  | 'addOtherSide'
  | 'addAnother'

/**
 * The wizard as a person uses it, for Playwright tests. The same calls drive it standalone and in a frame of your page:
 *
 *     const wizard = new UploadWizard(page)
 *     const wizard = new UploadWizard(page.frameLocator('#documents iframe'))
 *
 *     const documentId = await wizard.register({ workflow: 'PERSONAL', type: 'license', name: 'Licence', extension: 'jpg' })
 *     await wizard.chooseFile(testFiles.goodJpg())
 *     const receipt = await wizard.upload()
 *
 * It finds its way by the names of steps, controls and buttons, and so in any language and under any theme. Every call
 * waits for what it needs, as long as Playwright's own time limits allow.
 */
export class UploadWizard {
  readonly #root: Page | Frame | FrameLocator

  constructor(root: Page | Frame | FrameLocator) {
    this.#root = root
  }

  /** The step that is shown; waits until one is. Rejects with `WizardProblem` where a problem is shown in place of any. */
  async step(): Promise<WizardStep> {
    await this.#appears(this.form())
    const name = await this.form().getAttribute('data-step')
    const step = wizardSteps.find((known) => known === name)
    if (!step) throw new TypeError(`This testkit knows no step "${name}" of the wizard.`)
    return step
  }

  /** The form of whatever step is shown, or of one of them: there while that step is. */
  form(step?: WizardStep): Locator {
    return this.#root.locator(step ? `form[data-step="${step}"]` : 'form[data-step]')
  }

  /** The control for one of the contract's properties; of radio buttons, all of them; a hidden one where it is settled. */
  field(property: keyof GenerateRequest): Locator {
    return this.form().locator(`[name="${property}"]`)
  }

  /** What the person is told of a problem, in the words they read. Nothing is shown where there is none. */
  problem(): Locator {
    return this.#root.getByRole('alert')
  }

  /** The picture as it will be sent. */
  preview(): Locator {
    return this.form('file').locator('img')
  }

  /**
   * Answers on the step that is shown what it asks of these, and goes no further. An answer that is undefined counts as
   * not given, an empty one as taken back. Rejects with `AnswerRefused` where an answer contradicts one that is settled
   * already: given on an earlier step, or locked by the session.
   */
  async fill(answers: Partial<GenerateRequest>): Promise<void> {
    const step = await this.step()
    for (const [property, value] of Object.entries(answers)) {
      if (value !== undefined) await this.#set(step, property as keyof GenerateRequest, value ?? '')
    }
  }

  /** Presses the one button that sends the step off; whether it leads further is yours to see. */
  async submit(): Promise<void> {
    await this.form().locator('button[type="submit"]').click()
  }

  /** Answers whom the document is for, and goes on. Rejects with `WizardProblem` where the wizard refuses. */
  async answerWorkflow(workflow: GenerateRequest['workflow']): Promise<void> {
    await this.#answer('workflow', { workflow })
  }

  /** Answers which document it is, and goes on. Rejects with `WizardProblem` where the wizard refuses. */
  async answerType(type: GenerateRequest['type']): Promise<void> {
    await this.#answer('type', { type })
  }

  /**
   * Answers the details and has the document registered. Rejects with `WizardProblem` where the wizard refuses, or
   * the document can't be registered.
   */
  async answerDetails(details: Omit<GenerateRequest, 'workflow' | 'type'>): Promise<void> {
    await this.#answer('details', details)
  }

  /**
   * Answers everything that is still asked, from whichever question is shown, and has the document registered: the file
   * step is shown then. Answers with the document ID, of one that was registered before with these very answers too.
   * Rejects with `WizardProblem` where that fails, and with `AnswerRefused` where the wizard has other answers.
   */
  async register(request: GenerateRequest): Promise<string> {
    for (let step = await this.step(); step !== 'file'; step = await this.step()) {
      if (!isQuestion(step)) throw new TypeError(`Nothing can be registered from the step "${step}".`)
      await this.#answer(step, request)
    }
    await this.fill(request)
    return this.documentId()
  }

  /**
   * Gives the file step a file: by its path, or made in memory, such as those of `testFiles`. What the wizard makes of it
   * is shown by `preview()` and `problem()`; one that it refuses makes `upload()` reject.
   */
  async chooseFile(file: string | TestFile): Promise<void> {
    const input = this.form('file').locator('input[name="file"]')
    await this.#appears(input)
    // As by the dialogue that a person opens: what was chosen before, by the same path too, is chosen anew.
    await input.setInputFiles([])
    await input.setInputFiles(file)
  }

  /**
   * Uploads the chosen file, once it is ready, and waits for the receipt. Rejects with `WizardProblem` where the wizard
   * refuses the file, or the upload ends otherwise.
   *
   * A failed attempt is no such end: the wizard tries again by itself, up to seven times in about a minute, and longer
   * where ConnectFi doesn't answer at all. `shortenRetries` makes the pauses between the attempts short.
   */
  async upload(): Promise<ShownReceipt> {
    await this.#appears(this.form('file'))
    await this.form('file').locator('[aria-busy="true"]').waitFor({ state: 'hidden' })
    await this.#leave('file')
    return this.receipt()
  }

  /**
   * Makes the pauses short that the wizard leaves between the attempts of an upload, on this page and all that are opened
   * after it in its browser context: an upload that fails each time has failed within a second, not a minute.
   */
  async shortenRetries(): Promise<void> {
    const page = this.#root.locator(':root').page()
    await page.context().addInitScript(setName, shortPausesName)
    // A frame that is just leaving is told by the script above.
    await Promise.allSettled(page.frames().map((frame) => frame.evaluate(setName, shortPausesName)))
  }

  /** The ID of the document that is registered, or, on the receipt, has just been uploaded. */
  async documentId(): Promise<string> {
    const step = await this.step()
    if (step === 'receipt') return this.form(step).locator('input[name="documentId"]').inputValue()
    return this.form(step).locator('code').first().innerText()
  }

  /** What the receipt shows; waits for it. */
  async receipt(): Promise<ShownReceipt> {
    await this.#appears(this.form('receipt'))
    const sha256 = this.form('receipt')
      .locator('code')
      .filter({ hasText: /^[0-9a-f]{64}$/ })
    return { documentId: await this.documentId(), sha256: await sha256.innerText() }
  }

  async back(): Promise<void> {
    await this.#press('back')
  }

  async removeFile(): Promise<void> {
    await this.#press('removeFile')
  }

  /** By a quarter turn, clockwise. */
  async rotateFile(): Promise<void> {
    await this.#press('rotateFile')
  }

  async cancelUpload(): Promise<void> {
    await this.#press('cancelUpload')
  }

  /** In a tab that says that the document is open in another: takes it over. */
  async goOnHere(): Promise<void> {
    await this.#press('goOnHere')
  }

  /** Gives the registered document up, to change the answers: the details are shown, and will register another. */
  async changeAnswers(): Promise<void> {
    if ((await this.step()) === 'file') await this.#press('change')
    await this.form('answers').locator('button[name="registerAnew"]').click()
    await this.#appears(this.form('details'))
  }

  /** From the receipt, where the document has a back: the details of a second document are shown. */
  async addOtherSide(): Promise<void> {
    await this.#press('addOtherSide')
    await this.#appears(this.form('details'))
  }

  /** From the receipt: the first question of another document is shown, without those already answered for all. */
  async addAnother(): Promise<void> {
    await this.#press('addAnother')
    await this.form('receipt').waitFor({ state: 'hidden' })
  }

  /** From the receipt: the person has no more documents. Answers with the IDs of all that were uploaded. */
  async done(): Promise<readonly string[]> {
    await this.#leave('receipt')
    await this.#appears(this.form('finished'))
    return this.form('finished').locator('code').allInnerTexts()
  }

  async #answer(step: Question, answers: Partial<GenerateRequest>): Promise<void> {
    await this.#appears(this.form(step))
    await this.fill(answers)
    await this.#leave(step)
  }

  /** Waits for something, or fails with the words of the problem that is shown in place of any step. */
  async #appears(awaited: Locator): Promise<void> {
    const problem = this.#root.locator(':root:not(:has(form[data-step])) [role="alert"]')
    await awaited.or(problem).first().waitFor()
    if (await awaited.first().isVisible()) return
    throw await this.#problem()
  }

  /**
   * Sends a step off and waits for another, or for a problem. Each takes the focus when it is told: so a problem that is
   * told again is known from one that is still there. A step that can't be sent off any more shows no button for it.
   */
  async #leave(step: WizardStep): Promise<void> {
    const button = this.form(step).locator('button[type="submit"]')
    await this.#appears(button.or(this.problem()))
    if (!(await button.isVisible())) throw await this.#problem()
    if (await this.problem().isVisible()) await this.problem().blur()
    await this.submit()
    const next = this.#root.locator(`form[data-step]:not([data-step="${step}"])`)
    // What the person did themselves, such as cancelling, is no problem, and told as a status.
    const told = this.#root.locator(':is([role="alert"], [role="status"]):focus')
    await next.or(told).first().waitFor()
    if (!(await next.isVisible())) throw await this.#problem(told)
  }

  /** What the wizard says now of a problem. */
  async #problem(told = this.problem()): Promise<WizardProblem> {
    const form = this.form()
    const name = (await form.isVisible()) ? await form.getAttribute('data-step') : undefined
    const words = await told.first().innerText()
    return new WizardProblem(
      wizardSteps.find((step) => step === name),
      words,
    )
  }

  async #press(name: ButtonName): Promise<void> {
    const button = this.#root.locator(`button[name="${name}"]`)
    await this.#appears(button)
    await button.click()
  }

  async #set(step: WizardStep, property: keyof GenerateRequest, value: string): Promise<void> {
    const field = this.field(property)
    const someoneElse = this.form().locator('input[name="isForSomeoneElse"]')
    if (property === 'note_author_agent_email' && (await someoneElse.isVisible()))
      await someoneElse.setChecked(value !== '')
    const refused = (reason: string) => new AnswerRefused(property, value, reason)
    if ((await field.count()) === 0) {
      const isLastQuestion = step !== 'workflow' && step !== 'type'
      if (isLastQuestion && asSent(property, value) !== '')
        throw refused(`the step "${step}" doesn’t ask for it`)
      return
    }
    const type = await field.first().getAttribute('type')
    if (type === 'radio') {
      const option = field.and(this.#root.locator(`[value="${value}"]`))
      if ((await option.count()) > 0) return option.check()
      const offered = await field.evaluateAll((options) =>
        options.map((each) => (each as HTMLInputElement).value),
      )
      throw refused(`offered are ${offered.join(', ')}`)
    }
    if (type !== 'hidden' && (await field.isEditable())) return field.fill(value)
    const settled = await field.inputValue()
    if (asSent(property, settled) !== asSent(property, value))
      throw refused(`${JSON.stringify(settled)} is settled`)
  }
}

/** Runs in the page. */
function setName(name: string): void {
  Reflect.set(globalThis, name, true)
}

function isQuestion(step: WizardStep): step is Question {
  return step === 'workflow' || step === 'type' || step === 'details'
}
