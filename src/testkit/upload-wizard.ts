import { type Frame, type FrameLocator, type Locator, type Page } from 'playwright'
import { shortPausesName } from '../contract/automation.ts'
import { type GenerateRequest } from '../contract/document/document.ts'
import { asSent } from '../contract/document/normalise.ts'
import { type TestFile } from './files.ts'

/**
 * `link` is the page of a link before it is opened. `list` shows the documents that the session asks for. `resume`
 * offers to go on with documents that wait for their file. `answers` takes the place of the questions once the document
 * is registered. It shows the answers, for reading only. `phone` is each page of a phone but those of its documents.
 */
const wizardSteps = [
  'link',
  'list',
  'resume',
  'workflow',
  'type',
  'details',
  'answers',
  'file',
  'receipt',
  'finished',
  'phone',
] as const
export type WizardStep = (typeof wizardSteps)[number]
type Question = 'workflow' | 'type' | 'details'

/** What the receipt shows to the person. */
export interface ShownReceipt {
  readonly documentId: string
  /** SHA-256 of the file as it was sent: 64 lower-case hexadecimal digits. */
  readonly sha256: string
}

/** Thrown if the wizard shows a problem to the person instead of going on. `message` holds the wizard's words. */
export class WizardProblem extends Error {
  readonly code = 'wizardProblem'
  /** The step that the wizard stayed on. Undefined if it shows the problem and no step. */
  readonly step: WizardStep | undefined

  constructor(step: WizardStep | undefined, words: string) {
    super(`The wizard ${step ? `stayed on its step "${step}"` : 'shows no step'} and said:\n${words}`)
    this.name = 'WizardProblem'
    this.step = step
  }
}

/** Thrown if the wizard can't take a test's answer: another answer is settled already, or no question asks for it. */
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
  | 'startOver'
  | 'usePhone'

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
 * It finds elements by the names of steps, controls and buttons, so it works in any language and with any theme. Every
 * call waits for the elements it needs, as long as Playwright's own time limits allow.
 */
export class UploadWizard {
  readonly #root: Page | Frame | FrameLocator

  constructor(root: Page | Frame | FrameLocator) {
    this.#root = root
  }

  /** Waits for a step and answers its name. Rejects with `WizardProblem` if the wizard shows a problem and no step. */
  async step(): Promise<WizardStep> {
    const shown = this.form().or(this.#problemInstead()).locator('visible=true').first()
    const name = await shown.getAttribute('data-step')
    if (name === null) {
      const problem = await this.#problem()
      if (problem) throw problem
      return this.step()
    }
    const step = wizardSteps.find((known) => known === name)
    if (!step) throw new TypeError(`This testkit knows no step "${name}" of the wizard.`)
    return step
  }

  /** The form of the shown step, or of the given one, which exists only while that step is shown. */
  form(step?: WizardStep): Locator {
    return this.#root.locator(step ? `form[data-step="${step}"]` : 'form[data-step]')
  }

  /** The control for a property of the contract, or all its radio buttons. It is hidden if the answer is settled. */
  field(property: keyof GenerateRequest): Locator {
    return this.form().locator(`[name="${property}"]`)
  }

  /** The message of a problem, in the words that the person reads. It exists only while there is a problem. */
  problem(): Locator {
    return this.#root.locator('[data-problem]')
  }

  /** The picture as it will be sent. */
  preview(): Locator {
    return this.form('file').locator('img')
  }

  /**
   * Fills those answers in that the shown step asks for, and goes no further. An undefined answer counts as not given, an
   * empty one as taken back. Rejects with `AnswerRefused` if an answer contradicts one that is settled already: given on
   * an earlier step, or locked by the session.
   */
  async fill(answers: Partial<GenerateRequest>): Promise<void> {
    await this.#fill(await this.step(), answers)
  }

  /** Presses the button that submits the step. It doesn't wait for the next step. */
  async submit(): Promise<void> {
    await this.#click(this.form().locator('button[type="submit"]'))
  }

  /**
   * Presses *Open* on the page of a link. The first step of the form is shown then. Rejects with `WizardProblem` if the
   * link can't be opened.
   */
  async openLink(): Promise<void> {
    await this.#appears(this.form('link'))
    await this.#leave('link')
  }

  /** Answers whom the document is for, and goes on. Rejects with `WizardProblem` if the wizard refuses. */
  async answerWorkflow(workflow: GenerateRequest['workflow']): Promise<void> {
    await this.#appears(this.form('workflow'))
    await this.#answer('workflow', { workflow })
  }

  /** Answers which document it is, and goes on. Rejects with `WizardProblem` if the wizard refuses. */
  async answerType(type: GenerateRequest['type']): Promise<void> {
    await this.#appears(this.form('type'))
    await this.#answer('type', { type })
  }

  /**
   * Answers the details and has the document registered. Rejects with `WizardProblem` if the wizard refuses, or if the
   * document can't be registered.
   */
  async answerDetails(details: Omit<GenerateRequest, 'workflow' | 'type'>): Promise<void> {
    await this.#appears(this.form('details'))
    await this.#answer('details', details)
  }

  /**
   * Answers all remaining questions, from the shown one on, and has the document registered. The file step is shown then.
   * A link is opened first. If the wizard offers to go on with another document, it starts over.
   * Answers the document's ID, also if a document with the same answers was registered before. Rejects with
   * `WizardProblem` if that fails, and with `AnswerRefused` if the wizard has other answers.
   */
  async register(request: GenerateRequest): Promise<string> {
    for (let step = await this.step(); step !== 'file'; step = await this.step()) {
      if (step === 'link') await this.openLink()
      else if (step === 'resume') await this.startOver()
      else if (isQuestion(step)) await this.#answer(step, request)
      else throw new TypeError(`Nothing can be registered from the step "${step}".`)
    }
    await this.#fill('file', request)
    return this.documentId()
  }

  /**
   * Goes on with a document that waits for its file: with the given one, or with the one that is chosen. The file step is
   * shown then. Answers the document's ID. Rejects with `WizardProblem` if the document can't be gone on with any more.
   */
  async resume(documentId?: string): Promise<string> {
    const offered = this.form('resume').locator('input[name="documentId"]')
    await this.#appears(this.form('resume'))
    if (documentId !== undefined) {
      const found = offered.and(this.#root.locator(`[value="${documentId}"]`))
      if ((await found.count()) === 0)
        throw new TypeError(`The wizard doesn’t offer the document "${documentId}".`)
      if ((await found.getAttribute('type')) === 'radio' && !(await found.isChecked()))
        await this.#click(found)
    }
    await this.#leave('resume')
    return this.documentId()
  }

  /**
   * Registers another document instead of going on with the one that is chosen. The first question is shown. Rejects with
   * `WizardProblem` if that document can't be given up.
   */
  async startOver(): Promise<void> {
    await this.#appears(this.form('resume'))
    await this.#leave('resume', () => this.#press('startOver'))
  }

  /**
   * Turns to an entry of the list, by its key, and to one side of it: `1` is the front. A document that waits for its file
   * is gone on with: then the file step is shown, and otherwise the first question. Rejects with `WizardProblem` if that
   * fails.
   */
  async choose(key: string, side: 1 | 2 = 1): Promise<void> {
    const button = this.entry(key).locator(`[data-side="${side}"] button[name="choose"]`)
    await this.#appears(button)
    await this.#leave('list', () => this.#click(button))
  }

  /** Skips an optional entry of the list, by its key, and waits until it is skipped. */
  async skip(key: string): Promise<void> {
    await this.#changeSkip(key, 'skip', 'skipped')
  }

  /** Takes a skipped entry back, and waits until it is open again. */
  async takeBack(key: string): Promise<void> {
    await this.#changeSkip(key, 'takeBack', 'open')
  }

  /** An entry of the list. Its attribute `data-state` is `open`, `skipped` or `done`. */
  entry(key: string): Locator {
    return this.form('list').locator(`[data-key="${key}"]`)
  }

  /** Goes from the receipt back to the list. */
  async toList(): Promise<void> {
    await this.#leave('receipt')
    await this.#appears(this.form('list'))
  }

  /**
   * Hands the document on the file step, or the list, to the person's phone: presses *Use your phone*, opens the link in
   * `phone`, and lets that in once both show the same digits. Answers the wizard on the phone, which shows the file step or
   * the list. Give it a page of another browser context. Rejects with `WizardProblem` if the phone can't open the link.
   */
  async usePhone(phone: Page): Promise<UploadWizard> {
    const link = this.#root.locator('input[name="phoneLink"]')
    await this.#press('usePhone')
    await this.#appears(link)
    await phone.goto(await link.inputValue())
    const there = new UploadWizard(phone)
    const digits = phone.locator('.digits')
    await there.submit()
    await digits.or(there.problem()).first().waitFor()
    const problem = await there.#problem()
    if (problem) throw problem
    await this.#root.locator('.digits', { hasText: await digits.innerText() }).waitFor()
    await this.submit()
    await there.form('file').or(there.form('list')).waitFor()
    return there
  }

  /**
   * Chooses a file on the file step, by its path or from memory, such as one of `testFiles`. `preview()` and `problem()`
   * show the result. If the wizard refuses the file, `upload()` rejects.
   */
  async chooseFile(file: string | TestFile): Promise<void> {
    const input = this.form('file').locator('input[name="file"]')
    await this.#appears(input)
    // Emptied first, because a person may choose the same path again.
    await input.setInputFiles([])
    await input.setInputFiles(file)
  }

  /**
   * Waits until the chosen file is ready and has been looked at for warnings, uploads it, and waits for the receipt. Rejects with `WizardProblem` if the
   * wizard refuses the file, or if the upload ends without a receipt.
   *
   * One failed attempt is no such end: the wizard makes up to seven in about a minute, and takes longer if ConnectFi
   * doesn't answer at all. `shortenRetries` makes the pauses between them short.
   */
  async upload(): Promise<ShownReceipt> {
    await this.#appears(this.form('file'))
    await this.form('file').locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await this.#leave('file')
    return this.receipt()
  }

  /**
   * Makes the pauses between the attempts of an upload short, on this page and on those opened later in its browser
   * context. An upload that always fails has then failed within a second, not a minute. A page that has lost its network
   * also asks again sooner what the person's phone does.
   */
  async shortenRetries(): Promise<void> {
    const page = this.#root.locator(':root').page()
    await page.context().addInitScript(setName, shortPausesName)
    // This fails in a frame that is just loading. The script above reaches it.
    await Promise.allSettled(page.frames().map((frame) => frame.evaluate(setName, shortPausesName)))
  }

  /** The ID of the registered document, or on the receipt of the uploaded one. */
  async documentId(): Promise<string> {
    const step = await this.step()
    if (step === 'receipt') return this.form(step).locator('input[name="documentId"]').inputValue()
    return this.form(step).locator('code').first().innerText()
  }

  /** Waits for the receipt and answers what it shows. */
  async receipt(): Promise<ShownReceipt> {
    await this.#appears(this.form('receipt'))
    const sha256 = this.form('receipt')
      .locator('code')
      .filter({ hasText: /^[0-9a-f]{64}$/ })
    return { documentId: await this.documentId(), sha256: (await sha256.textContent()) ?? '' }
  }

  async back(): Promise<void> {
    await this.#press('back')
  }

  async removeFile(): Promise<void> {
    await this.#press('removeFile')
  }

  /** Rotates the picture clockwise by a quarter turn. */
  async rotateFile(): Promise<void> {
    await this.#press('rotateFile')
  }

  async cancelUpload(): Promise<void> {
    await this.#press('cancelUpload')
  }

  /** Takes the document over, in a tab that says that another tab has it open. */
  async goOnHere(): Promise<void> {
    await this.#press('goOnHere')
  }

  /** Gives the registered document up to change its answers. The details are shown, and register another document. */
  async changeAnswers(): Promise<void> {
    if ((await this.step()) === 'file') await this.#press('change')
    await this.#appears(this.form('answers'))
    await this.#press('registerAnew')
    await this.#appears(this.form('details'))
  }

  /**
   * Goes from the receipt of a card's first side to its other side, which is registered under the same answers. The file
   * step is shown then, or the details where the wizard has to ask for one of them. Rejects with `WizardProblem` if it
   * can't be registered.
   */
  async addOtherSide(): Promise<void> {
    await this.#appears(this.form('receipt'))
    await this.#leave('receipt', () => this.#press('addOtherSide'))
  }

  /** Goes from the receipt to the first question of another document. Questions answered for all are left out. */
  async addAnother(): Promise<void> {
    await this.#press('addAnother')
    await this.form('receipt').waitFor({ state: 'hidden' })
  }

  /**
   * Goes to the end, from the receipt, or from the list, done or not. Answers the IDs of all documents that were uploaded
   * in this visit.
   */
  async done(): Promise<readonly string[]> {
    const isOfList = (await this.step()) === 'list'
    const finish = this.form('list').locator('button[name="finish"]')
    if (!isOfList) await this.#leave('receipt')
    else if (await finish.isVisible()) await this.#leave('list', () => this.#click(finish))
    else await this.#leave('list')
    await this.#appears(this.form('finished'))
    return this.form('finished').locator('code').allInnerTexts()
  }

  async #changeSkip(key: string, button: 'skip' | 'takeBack', state: string): Promise<void> {
    const entry = this.entry(key)
    await this.#appears(entry.locator(`button[name="${button}"]`))
    await this.#click(entry.locator(`button[name="${button}"]`))
    await this.#appears(this.form('list').locator(`[data-key="${key}"][data-state="${state}"]`))
  }

  async #answer(step: Question, answers: Partial<GenerateRequest>): Promise<void> {
    await this.#fill(step, answers)
    await this.#leave(step)
  }

  /** A problem that is shown without any step. */
  #problemInstead(): Locator {
    // A guest's form stays in the page, hidden, while a problem stands in its place.
    return this.#root.locator(':root:not(:has(form[data-step]:not([style*="none"]))) [data-problem]')
  }

  /** Waits for something, or fails with the words of a problem that is shown without any step. */
  async #appears(awaited: Locator): Promise<void> {
    await awaited.or(this.#problemInstead()).first().waitFor()
    if (await awaited.first().isVisible()) return
    const problem = await this.#problem()
    if (problem) throw problem
    await this.#appears(awaited)
  }

  /**
   * Submits a step, or presses another button, and waits for another step or for a problem. Each is a new element when it
   * is shown, so a problem that is shown again differs from one that is still there. A step that can't be submitted any more
   * has no button for it.
   */
  async #leave(step: WizardStep, press = () => this.submit()): Promise<void> {
    const button = this.form(step).locator('button[type="submit"]')
    if (!(await button.isVisible())) {
      await this.#appears(button.or(this.problem()))
      const problem = (await button.isVisible()) ? undefined : await this.#problem()
      if (problem) throw problem
    }
    // The result of the person's own action, such as cancelling, is shown as a status.
    const told = this.#root.locator(':is([data-problem], [role="status"][tabindex]):not([data-akepa-known])')
    await told.evaluateAll(markAsKnown)
    await press()
    const next = this.#root.locator(`form[data-step]:not([data-step="${step}"])`)
    const shown = next.or(told).locator('visible=true').first()
    const name = await shown.getAttribute('data-step')
    const problem = name === null && !(await next.isVisible()) ? await this.#problem(told) : undefined
    if (problem) throw problem
    await next.waitFor()
  }

  /** The problem that the wizard shows now, or undefined if it has just gone. */
  async #problem(told = this.problem()): Promise<WizardProblem | undefined> {
    const form = this.form()
    const name = (await form.isVisible()) ? await form.getAttribute('data-step') : undefined
    const [words] = await told.allInnerTexts()
    if (words === undefined) return undefined
    return new WizardProblem(
      wizardSteps.find((step) => step === name),
      words,
    )
  }

  async #press(name: ButtonName): Promise<void> {
    const button = this.#root.locator(`button[name="${name}"]`)
    await this.#appears(button)
    await this.#click(button)
  }

  /**
   * A frame follows its content’s height. Until it has, a click may go to what was at this place before. The page can move
   * once more while the mouse is on its way, so a press that the button doesn’t hear is made again.
   */
  async #click(button: Locator): Promise<void> {
    const isFramed = !('keyboard' in this.#root)
    if (!isFramed) return button.click()
    for (let tries = 0; tries < mostPresses; tries += 1) {
      await button.evaluate(waitForHeight)
      const press = await button.evaluateHandle(listenForPress)
      await button.click()
      // A press that has loaded the page anew was heard.
      if (await press.evaluate(({ isHeard }) => isHeard).catch(() => true)) return
    }
    throw new Error(`The button didn’t hear ${mostPresses} presses: the page moves, or something covers it.`)
  }

  async #fill(step: WizardStep, answers: Partial<GenerateRequest>): Promise<void> {
    const { note_author_agent_email: email } = answers
    const someoneElse = this.form().locator('input[name="isForSomeoneElse"]')
    const isAsked = email !== undefined && (await someoneElse.count()) > 0
    if (isAsked && (await someoneElse.isChecked()) !== !!email) {
      await this.#unfold('[name="isForSomeoneElse"]')
      await this.#click(someoneElse)
    }
    const controls = await this.form().evaluate(readControls)
    for (const [name, value] of Object.entries(answers)) {
      const property = name as keyof GenerateRequest
      const found = controls.filter((control) => control.name === property)
      if (value !== undefined) await this.#set(step, property, value ?? '', found)
    }
  }

  async #set(
    step: WizardStep,
    property: keyof GenerateRequest,
    value: string,
    controls: readonly Control[],
  ): Promise<void> {
    const refused = (reason: string) => new AnswerRefused(property, value, reason)
    const [control] = controls
    if (!control) {
      const isLastQuestion = step !== 'workflow' && step !== 'type'
      if (isLastQuestion && asSent(property, value) !== '')
        throw refused(`the step "${step}" doesn’t ask for it`)
      return
    }
    const field = this.field(property)
    if (control.type === 'radio') {
      const option = controls.find((each) => each.value === value) ?? (await this.#searched(property, value))
      if (!option) throw refused(`offered are ${controls.map((each) => each.value).join(', ')}`)
      if (option.isFolded) await this.#unfold(`[name="${property}"][value="${value}"]`)
      if (!option.isChecked) await this.#click(field.and(this.#root.locator(`[value="${value}"]`)))
      return
    }
    if (control.isFolded) await this.#unfold(`[name="${property}"]`)
    if (control.isEditable) return field.fill(value)
    if (asSent(property, control.value) !== asSent(property, value))
      throw refused(`${JSON.stringify(control.value)} is settled`)
  }

  /** An answer that is offered only to those who search for it. The search knows every answer by its value. */
  async #searched(property: string, value: string): Promise<Control | undefined> {
    const search = this.form().locator('input[type="search"]')
    if ((await search.count()) === 0) return undefined
    await search.fill(value)
    await this.form().locator('[role="status"][aria-busy="false"]').waitFor()
    const controls = await this.form().evaluate(readControls)
    const found = controls.find((control) => control.name === property && control.value === value)
    if (!found) await search.fill('')
    return found
  }

  /** Opens what a control is folded into. */
  async #unfold(control: string): Promise<void> {
    const folded = this.form().locator(`details:not([open]):has(${control}) > summary`)
    if ((await folded.count()) > 0) await this.#click(folded)
  }
}

interface Control {
  readonly name: string
  readonly type: string
  readonly value: string
  readonly isChecked: boolean
  readonly isEditable: boolean
  /** It is there, and not to be seen before something is opened. */
  readonly isFolded: boolean
}

const mostPresses = 3

/** Runs in the page. Waits until the frame shows all of its content, or for a second, if it never does. */
async function waitForHeight(): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (document.documentElement.scrollHeight <= window.innerHeight) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Runs in the page. Listens at the page, because the button may be drawn anew before the press. */
function listenForPress({ ownerDocument, localName, attributes }: Element): { isHeard: boolean } {
  const valueOf = (all: NamedNodeMap, name: string) => all.getNamedItem(name)?.value
  const press = { isHeard: false }
  const hear = ({ target }: Event) => {
    const pressed = target instanceof Element ? target.closest('button, input, summary') : null
    press.isHeard ||=
      pressed?.localName === localName &&
      ['name', 'value'].every((name) => valueOf(pressed.attributes, name) === valueOf(attributes, name))
  }
  ownerDocument.addEventListener('click', hear, { capture: true })
  return press
}

/** Runs in the page. */
function markAsKnown(elements: readonly Element[]): void {
  for (const element of elements) element.setAttribute('data-akepa-known', '')
}

/** Runs in the page. It reads all controls at once, because each call into the page takes its time. */
function readControls(form: Element): readonly Control[] {
  const controls = form.querySelectorAll<HTMLInputElement>('input[name], textarea[name]')
  return Array.from(controls, (control) => ({
    name: control.name,
    type: control.type,
    value: control.value,
    isChecked: control.checked,
    isEditable: control.type !== 'hidden' && !control.readOnly && !control.matches(':disabled'),
    isFolded: control.closest('details:not([open])') !== null,
  }))
}

/** Runs in the page. */
function setName(name: string): void {
  Reflect.set(globalThis, name, true)
}

function isQuestion(step: WizardStep): step is Question {
  return step === 'workflow' || step === 'type' || step === 'details'
}
