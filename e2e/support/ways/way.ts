import { type Frame, type Page } from 'playwright/test'
import { type SandboxView, testFiles } from '../../../src/testkit/testkit.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'
import { en as words } from '../../../src/wizard/words/en.ts'
import { type AnswerRelay, type Fate } from './answer-relay.ts'
import { readAndPress, type Shown } from './page-driver.ts'

const pictures = [testFiles.goodJpg().buffer, testFiles.jpgOfSize(6000).buffer]
const encoded = pictures.map((picture) => picture.toString('base64'))
const digests = pictures.map((picture) => sha256Of(picture))
const fates: readonly Fate[] = ['pass', 'lose', 'hold', 'expire']

/** Presses that always lead to another page. */
const leading = [
  'press back',
  'press addOtherSide',
  'press addAnother',
  'press goOn',
  'press change',
  'press registerAnew',
]

export interface WayScene {
  readonly page: Page
  readonly relay: AnswerRelay
  readonly sandbox: SandboxView
  /** The wizard's own frame. */
  readonly wizard: (page: Page) => Frame
  /** Everything that can happen around the wizard, beside its network, by its name. */
  readonly around: Readonly<Record<string, (way: Way) => Promise<void>>>
  /** Whether the page around the wizard has been told the truth. */
  readonly check?: (page: Page) => Promise<boolean>
}

/** One person's way through the wizard, press by press. It fails as soon as something untrue is shown or done. */
export class Way {
  page: Page
  /** Everything that was done. It is printed if the way fails. */
  readonly log: string[] = []
  readonly #scene: WayScene
  readonly #pressed: Readonly<Record<string, string>>[] = []
  readonly #checked = new Set<string>()
  /** Digest of the picture that was given last. Undefined if it was turned. */
  #given: string | undefined
  #hasOtherTab = false

  constructor(scene: WayScene) {
    this.#scene = scene
    this.page = scene.page
  }

  /** Goes on in another tab, which gets a copy of what this one keeps. */
  async duplicate(): Promise<void> {
    const opened = this.page.waitForEvent('popup')
    await this.#frame().evaluate(() => void window.open(window.location.href))
    this.page = await opened
    this.#hasOtherTab = true
    this.#given = undefined
    await this.settle()
  }

  forgetFile(): void {
    this.#given = undefined
  }

  async press(pick: number): Promise<void> {
    const before = await this.read()
    const around = [...fates.map((fate) => `answers ${fate}`), ...Object.keys(this.#scene.around)]
    const outside = pick % 3 === 0 || before.presses.length === 0
    // Presses that lead on are as likely as all answers together.
    const onward = before.presses.filter((press) => !/^(?:choose|type|give) /.test(press))
    const possible = outside ? around : pick % 2 === 0 && onward.length > 0 ? onward : before.presses
    const press = possible[Math.floor(pick / 6) % possible.length] ?? 'answers pass'
    await this.#do(press)
  }

  /** Mends the network, and does what each page asks for until the visit ends. */
  async finish(): Promise<void> {
    this.#scene.relay.set('pass')
    await this.settle()
    for (let presses = 0; presses < 25; presses += 1) {
      const shown = await this.read()
      if (shown.step === 'finished') return
      if (shown.step === 'receipt' && !shown.presses.includes('press goOn')) return
      const wanted = this.#wayOn(shown)
      this.must('there is a way on', wanted !== undefined, shown)
      await this.#do(wanted ?? '')
    }
    this.must('the way on leads to an end', false, await this.read())
  }

  #wayOn({ step, presses, answers }: Shown): string | undefined {
    const isPossible = (press: string) => presses.includes(press)
    const isDoneLast = (press: string) => this.log.at(-1) === press
    switch (step) {
      case 'workflow':
        return isDoneLast('choose PERSONAL') ? 'submit' : 'choose PERSONAL'
      case 'type':
        return isDoneLast('choose license') ? 'submit' : 'choose license'
      case 'details':
        return 'name' in answers || !isPossible('type secret one') ? 'submit' : 'type secret one'
      case 'file':
        if (isPossible('press registerAnew')) return 'press registerAnew'
        if (isDoneLast('give 0') && isPossible('submit')) return 'submit'
        return ['give 0', 'submit', 'press goOnHere'].find(isPossible)
      default:
        return ['press goOn', 'submit', 'press goOnHere', 'press tryAgain', 'press reload'].find(isPossible)
    }
  }

  async #do(press: string): Promise<void> {
    this.log.push(press)
    const [verb, what = ''] = press.split(' ')
    const happening = this.#scene.around[press]
    let left: Shown | undefined
    if (verb === 'answers') this.#scene.relay.set(what as Fate)
    else if (happening) await happening(this)
    else {
      const before = await this.read(press)
      if (press === 'submit' && before.step === 'details') this.#pressed.push(before.answers)
      if (verb === 'give') this.#given = digests[Number(what)]
      if (press === 'press rotateFile' || press === 'press removeFile') this.#given = undefined
      if (leading.includes(press) && before.presses.includes(press)) left = before
    }
    await this.settle()
    await this.#check(left)
  }

  /** `left` is the page that the press before must have led away from. */
  async #check(left: Shown | undefined): Promise<void> {
    const shown = await this.read()
    const { step, answers, documentId, text, kept } = shown
    const must = (truth: string, isTrue: boolean) => this.must(truth, isTrue, shown)
    must('a press leads to another page', left === undefined || step !== left.step)
    must('nothing fails that nobody foresaw', !text.includes(words.errors.unexpected.title))
    must('the page around is told the truth', (await this.#scene.check?.(this.page)) ?? true)
    must('after the end nothing is kept', step !== 'finished' || !kept.includes('secret'))
    if (documentId === undefined || this.#checked.has(`${documentId} ${step} ${shown.sha256}`)) return
    this.#checked.add(`${documentId} ${step} ${shown.sha256}`)
    const document = (await this.#scene.sandbox.documents()).find(({ id }) => id === documentId)
    must('a document that is shown is registered', document !== undefined)
    if (step === 'receipt') {
      must(
        'a receipt is for what has arrived',
        document?.uploadStatus === true && document.sha256 === shown.sha256,
      )
      const isAsGiven = this.#given === undefined || this.#given === shown.sha256
      must(
        'a receipt is for the picture that was given last, or says so',
        isAsGiven || shown.isForEarlierFile,
      )
      return
    }
    const { workflow, type, name, extension } = document ?? {}
    const registered = { workflow, type, name, extension }
    must('a document is registered as it is shown', isEqual(registered, answers))
    const agreed = this.#hasOtherTab ? this.#pressed : this.#pressed.slice(-1)
    must(
      'a document is registered as it was pressed for last',
      agreed.some((one) => isEqual(registered, one)),
    )
  }

  must(truth: string, isTrue: boolean, seen: unknown): void {
    if (!isTrue)
      throw new Error(`Not true: ${truth}.\n${this.log.join(', ')}\n${JSON.stringify(seen, null, 1)}`)
  }

  /** Waits until nothing is under way but what is held. */
  async settle(): Promise<void> {
    for (let tries = 0; tries < 400; tries += 1) {
      await this.#frame()
        .evaluate(
          async () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        )
        .catch(() => undefined)
      if (this.#scene.relay.underWay() > 0) continue
      const shown = await this.read().catch(() => undefined)
      if (!shown || shown.isBusy || (shown.isAtWork && this.#scene.relay.held() === 0)) continue
      if (shown.presses.length > 0) return
    }
    this.must('what is under way comes to an end, and leaves something to press', false, await this.read())
  }

  /** What is shown now, before `press`. */
  async read(press?: string): Promise<Shown> {
    return this.#frame().evaluate(readAndPress, { ...(press !== undefined && { press }), files: encoded })
  }

  #frame(): Frame {
    return this.#scene.wizard(this.page)
  }
}

function isEqual(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(one).every((key) => one[key] === other[key])
}
