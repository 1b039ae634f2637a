import { type Frame, type FrameLocator, type Locator, type Page } from 'playwright'
import { type GenerateRequest } from '../contract/document.ts'
import { type TestFile } from './files.ts'

/** `answers` is what the questions turn into once the document is registered: to be read, no longer to be edited. */
export const wizardSteps = ['workflow', 'type', 'details', 'answers', 'file', 'receipt', 'finished'] as const
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
  readonly step: WizardStep

  constructor(step: WizardStep, words: string) {
    super(`The wizard stayed on its step "${step}" and said:\n${words}`)
    this.name = 'WizardProblem'
    this.step = step
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

  /** The step that is shown; waits until one is. */
  async step(): Promise<WizardStep> {
    const name = await this.form().getAttribute('data-step')
    const step = wizardSteps.find((known) => known === name)
    if (!step) throw new TypeError(`This testkit knows no step "${name}" of the wizard.`)
    return step
  }

  /** The form of whatever step is shown, or of one of them: there while that step is. */
  form(step?: WizardStep): Locator {
    return this.#root.locator(step ? `form[data-step="${step}"]` : 'form[data-step]')
  }

  /** The control for one of the contract's properties; of radio buttons, all of them. */
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

  /** Answers on the step that is shown what it asks of these, and goes no further. Locked answers are left alone. */
  async fill(answers: Partial<GenerateRequest>): Promise<void> {
    await this.step()
    for (const [property, value] of Object.entries(answers)) {
      await this.#set(property as keyof GenerateRequest, value ?? '')
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
   * step is shown then. Answers with the document ID. Rejects with `WizardProblem` where that fails.
   */
  async register(request: GenerateRequest): Promise<string> {
    for (let step = await this.step(); step !== 'file'; step = await this.step()) {
      if (!isQuestion(step)) throw new TypeError(`Nothing can be registered from the step "${step}".`)
      await this.#answer(step, request)
    }
    return this.documentId()
  }

  /** Gives the file step a file: by its path, or made in memory, such as those of `testFiles`. */
  async chooseFile(file: string | TestFile): Promise<void> {
    await this.form('file').locator('input[name="file"]').setInputFiles(file)
  }

  /**
   * Uploads the chosen file, once it is ready, and waits for the receipt. Rejects with `WizardProblem` where the upload
   * ends otherwise.
   */
  async upload(): Promise<ShownReceipt> {
    await this.form('file').locator('[aria-busy="true"]').waitFor({ state: 'hidden' })
    await this.#leave('file')
    return this.receipt()
  }

  /** The ID of the document that is registered, or, on the receipt, has just been uploaded. */
  async documentId(): Promise<string> {
    const step = await this.step()
    if (step === 'receipt') return this.form(step).locator('input[name="documentId"]').inputValue()
    return this.form(step).locator('code').first().innerText()
  }

  /** What the receipt shows; waits for it. */
  async receipt(): Promise<ShownReceipt> {
    await this.form('receipt').waitFor()
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
    await this.form('details').waitFor()
  }

  /** From the receipt, where the document has a back: the details of a second document are shown. */
  async addOtherSide(): Promise<void> {
    await this.#press('addOtherSide')
    await this.form('details').waitFor()
  }

  /** From the receipt: the first question of another document is shown, without those already answered for all. */
  async addAnother(): Promise<void> {
    await this.#press('addAnother')
    await this.form('receipt').waitFor({ state: 'hidden' })
  }

  /** From the receipt: the person has no more documents. Answers with the IDs of all that were uploaded. */
  async done(): Promise<readonly string[]> {
    await this.#leave('receipt')
    await this.form('finished').waitFor()
    return this.form('finished').locator('code').allInnerTexts()
  }

  async #answer(step: Question, answers: Partial<GenerateRequest>): Promise<void> {
    await this.form(step).waitFor()
    await this.fill(answers)
    await this.#leave(step)
  }

  /**
   * Sends a step off and waits for another, or for a problem. Each takes the focus when it is told: so a problem that is
   * told again is known from one that is still there.
   */
  async #leave(step: WizardStep): Promise<void> {
    if (await this.problem().isVisible()) await this.problem().blur()
    await this.submit()
    const next = this.#root.locator(`form[data-step]:not([data-step="${step}"])`)
    const told = this.#root.locator('[role="alert"]:focus')
    await next.or(told).first().waitFor()
    if (await this.form(step).isVisible()) throw new WizardProblem(step, await this.problem().innerText())
  }

  async #press(name: ButtonName): Promise<void> {
    await this.#root.locator(`button[name="${name}"]`).click()
  }

  async #set(property: keyof GenerateRequest, value: string): Promise<void> {
    const field = this.field(property)
    if (property === 'workflow' || property === 'type' || property === 'extension') {
      const option = field.and(this.#root.locator(`[value="${value}"]`))
      if ((await option.count()) > 0) await option.check()
      return
    }
    const someoneElse = this.form().locator('input[name="isForSomeoneElse"]')
    if (property === 'note_author_agent_email' && (await someoneElse.isVisible())) await someoneElse.check()
    if ((await field.count()) > 0 && (await field.isEditable())) await field.fill(value)
  }
}

function isQuestion(step: WizardStep): step is Question {
  return step === 'workflow' || step === 'type' || step === 'details'
}
