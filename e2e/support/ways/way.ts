import { type Frame, type Page } from 'playwright/test'
import { type SandboxDocument, type SandboxView, testFiles } from '../../../src/testkit/testkit.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'
import { fateOf, fates } from './answer-relay.ts'
import { type Press, readAndPress, type Seen, type Shown } from './page-driver.ts'
import { type Scene } from './scenes.ts'
import {
  deniesUpload,
  documentTruths,
  otherSideOf,
  pageTruths,
  reloadTruths,
  type Truths,
} from './way-truths.ts'
import { wayOn } from './way-on.ts'

const pictures = [testFiles.goodJpg().buffer, testFiles.jpgOfSize(6000).buffer]
const encoded = pictures.map((picture) => picture.toString('base64'))
const digests = pictures.map((picture) => sha256Of(picture))

/** Presses that always lead to another page. */
const leading = ['press back', 'press addAnother', 'press goOn', 'press change', 'press registerAnew']

/** One person's way through the wizard, press by press. It fails as soon as something untrue is shown or done. */
export class Way {
  page: Page
  /** Everything that was done. It is printed if the way fails. */
  readonly log: string[] = []
  readonly #scene: Scene
  readonly #sandbox: SandboxView
  /** Everything that can happen, beside what the person presses, by its name. */
  readonly #happenings: Readonly<Record<string, () => unknown>>
  readonly #pressed: Shown['answers'][] = []
  readonly #checked = new Set<string>()
  /** Documents that the page has said can't get a file any more. */
  readonly #ended = new Set<string>()
  /** Digest of the picture that was given last. Undefined if it was turned. */
  #given: string | undefined
  /** What was seen last, if nothing has been done since. */
  #shown: Shown | undefined
  /** Which of the wizards on the page the person is at. */
  #at = 0
  /** There is another tab or frame, which the person was at before. */
  #hasOther = false

  constructor(page: Page, scene: Scene, sandbox: SandboxView) {
    this.page = page
    this.#scene = scene
    this.#sandbox = sandbox
    this.#happenings = Object.fromEntries([
      ...fates.map((fate) => [`answers ${fate}`, () => scene.relay.set(fate)] as const),
      ...Object.entries(scene.around).map(([name, happen]) => [name, () => happen(this)] as const),
    ])
  }

  /** Opens the wizard, and gets to one of its pages without a hindrance. */
  async begin(pick: number): Promise<void> {
    await this.#scene.open(this.page, pick)
    this.log.push(`opens while answers ${this.#scene.relay.fate()}`)
    await this.#look()
    const goal = ['file', undefined, 'file', 'details'][pick % 4]
    if (goal === undefined) return
    await this.#do('answers pass')
    await this.#walk(({ step }) => step === goal)
    await this.#do(`answers ${fateOf(pick)}`)
  }

  /** Goes on in another tab, which gets a copy of what this one keeps. */
  async duplicate(): Promise<void> {
    const opened = this.page.waitForEvent('popup')
    await this.#frame().evaluate(() => void window.open(window.location.href))
    this.page = await opened
    this.#hasOther = true
    this.#given = undefined
  }

  /** Goes on in the next wizard on the page. */
  turn(): Promise<void> {
    this.#at = (this.#at + 1) % this.#scene.wizards(this.page).length
    this.#hasOther = true
    this.#given = undefined
    return Promise.resolve()
  }

  /** The page is dropped and loaded anew. `meanwhile` changes what it will be. */
  async reload({ isKept = true, meanwhile = () => {} } = {}): Promise<void> {
    const wizards = this.#scene.wizards(this.page).map((_frame, at) => at)
    const before: Shown[] = []
    for (const at of wizards) before.push(await this.#settle(at))
    meanwhile()
    this.#given = undefined
    await this.page.reload()
    for (const at of wizards) {
      const [shown, after] = [before[at], await this.#settle(at)]
      // The tab keeps nothing after the end, and another tab may hold the document.
      const isComparable = shown?.step !== undefined && shown.step !== 'finished' && after.step !== undefined
      if (isKept && isComparable) this.#mustHold(reloadTruths, { before: shown, after }, after)
    }
  }

  /** Goes back in the tab's history. From the blank page at its beginning, the person returns. */
  async goBack(): Promise<void> {
    const { step } = (await this.#read()).before
    this.#given = undefined
    await this.page.goBack()
    if (this.page.url() !== 'about:blank') return
    await this.page.goForward()
    const shown = await this.#settle()
    const isComparable = step !== undefined && step !== 'finished'
    this.must('a person who returns comes to the same page', !isComparable || shown.step === step, shown)
  }

  /** `pick` chooses: what the page asks for, what can happen to it, or whatever else it offers. */
  async press(pick: number): Promise<void> {
    const shown = await this.#look()
    // Phones drop pages that wait.
    const wanted = this.#wayOn(shown) ?? (shown.isAtWork ? 'reload' : undefined)
    const happenings = Object.keys(this.#happenings)
    const asked = wanted === undefined ? happenings : [wanted]
    const offered = shown.presses.length === 0 ? happenings : shown.presses
    const possible = [asked, happenings, asked, offered][pick % 4] ?? asked
    await this.#do(possible[Math.floor(pick / 4) % possible.length] ?? 'reload')
  }

  /** Mends the network, and does what each page asks for until the visit ends. Tickets may have ended by then. */
  async finish(pick: number): Promise<void> {
    this.log.push('finishes')
    await this.#do(pick % 8 < 4 ? 'answers pass' : 'answers end')
    await this.#walk(
      ({ step, presses }) => step === 'finished' || (step === 'receipt' && !presses.includes('press goOn')),
    )
  }

  async #walk(isThere: (shown: Shown) => boolean): Promise<void> {
    for (let presses = 0; presses < 25; presses += 1) {
      const shown = await this.#look()
      if (isThere(shown)) return
      const wanted = this.#wayOn(shown)
      this.must('there is a way on', wanted !== undefined, shown)
      await this.#do(wanted ?? '')
    }
    this.#fail('the way on leads to an end', this.#shown)
  }

  #wayOn(shown: Shown): string | undefined {
    // Another picture than the last one, which may have arrived.
    const give = this.#given === digests[0] ? 'give 1' : 'give 0'
    return wayOn(shown, this.log.at(-1), give)
  }

  async #do(press: string): Promise<void> {
    this.log.push(press)
    const last = await this.#look()
    this.#shown = undefined
    const [verb, what = ''] = press.split(' ')
    const happen = this.#happenings[press]
    const isMended = this.#scene.relay.fate() === 'pass'
    let before: Shown | undefined
    let after: Shown | undefined
    let mustArrive = false
    if (happen) await happen()
    else {
      const picture = verb === 'give' ? encoded[Number(what)] : undefined
      // A press that loads the page anew takes the answer away.
      const pressed = await this.#read(this.#at, { press, picture }).catch(() => undefined)
      before = pressed?.before ?? last
      after = pressed?.after
      mustArrive = press === 'submit' && isMended && this.#canUpload(before)
      if (press === 'submit' && before.step === 'details') this.#pressed.push(before.answers)
      if (press === 'press addOtherSide')
        this.#pressed.push(otherSideOf(before, await this.#documentOn(before)))
      if (verb === 'give') this.#given = digests[Number(what)]
      if (press === 'press rotateFile' || press === 'press removeFile') this.#given = undefined
    }
    const shown = await this.#look(after)
    const isLeft = leading.includes(press) && before?.presses.includes(press) === true
    this.must('a press leads to another page', !isLeft || shown.step !== before?.step, shown)
    const isAtReceipt = shown.step === 'receipt'
    this.must('an upload with nothing in its way gets a receipt', !mustArrive || isAtReceipt, shown)
  }

  #canUpload({ step, presses, documentId = '' }: Shown): boolean {
    const hasPicture = step === 'file' && presses.includes('press removeFile')
    return hasPicture && presses.includes('submit') && !this.#ended.has(documentId)
  }

  /** What is shown, once it has settled and everything about it has been found true. */
  async #look(first?: Shown): Promise<Shown> {
    if (this.#shown) return this.#shown
    const shown = await this.#settle(this.#at, first)
    await this.#check(shown)
    return (this.#shown = shown)
  }

  async #check(shown: Shown): Promise<void> {
    const isToldTheTruth = (await this.#scene.check?.(this.page)) ?? true
    const isOfOneCustomer = this.#scene.relay.isOfOneCustomer()
    this.#mustHold(pageTruths, { shown, isToldTheTruth, isOfOneCustomer }, shown)

    const { documentId, step, sha256 } = shown
    if (step === 'file' && shown.presses.includes('press registerAnew')) this.#ended.add(documentId ?? '')
    const isDenied = deniesUpload(shown)
    const what = `${documentId} ${step} ${sha256}`
    if (documentId === undefined || (this.#checked.has(what) && !isDenied)) return
    const document = await this.#documentOn(shown)
    const isUploaded = document?.uploadStatus === true
    this.must('no picture that arrived is said not to have been uploaded', !(isDenied && isUploaded), shown)
    if (this.#checked.has(what)) return
    this.#checked.add(what)
    const pressed = this.#hasOther ? this.#pressed : this.#pressed.slice(-1)
    this.#mustHold(documentTruths, { shown, document, given: this.#given, pressed }, shown)
  }

  async #documentOn({ documentId }: Shown): Promise<SandboxDocument | undefined> {
    return (await this.#sandbox.documents()).find(({ id }) => id === documentId)
  }

  #mustHold<Seen>(truths: Truths<Seen>, seen: Seen, shown: Shown): void {
    for (const [truth, holds] of Object.entries(truths)) this.must(truth, holds(seen), shown)
  }

  /** Fails, with all that was done, if `truth` doesn't hold of what is `seen`. */
  must(truth: string, isTrue: boolean, seen: unknown): void {
    if (!isTrue) this.#fail(truth, seen)
  }

  #fail(truth: string, seen: unknown): never {
    // Tokens say nothing to a reader.
    const readable = JSON.stringify(seen, null, 1).replaceAll(/eyJ[\w.-]+/g, '…')
    throw new Error(`Not true: ${truth}.\n${this.log.join(', ')}\n${readable}`)
  }

  /** Waits until nothing is under way but what is held, and answers what is shown then. That may be `first` already. */
  async #settle(at = this.#at, first?: Shown): Promise<Shown> {
    const { relay } = this.#scene
    let shown = first
    let isQuiet = false
    for (let tries = 0; tries < 100; tries += 1) {
      const wasQuiet = relay.underWay() === 0
      if (tries > 0 || !shown) shown = (await this.#read(at).catch(() => undefined))?.after
      isQuiet = wasQuiet && relay.underWay() === 0 && shown !== undefined && !shown.isBusy
      if (!shown || !isQuiet || (shown.isAtWork && relay.held() === 0)) continue
      if (shown.presses.length > 0 || relay.held() > 0) return shown
    }
    const isOver = isQuiet && shown?.isAtWork === false
    return this.#fail(isOver ? 'there is something to press' : 'what is under way comes to an end', shown)
  }

  /** Reads the page, or presses and reads, as `readAndPress` does. */
  async #read(at = this.#at, press: Omit<Press, 'isHeld'> = {}): Promise<Seen> {
    return this.#frame(at).evaluate(readAndPress, { ...press, isHeld: this.#scene.relay.held() > 0 })
  }

  #frame(at = this.#at): Frame {
    return this.#scene.wizards(this.page)[at] ?? this.page.mainFrame()
  }
}
