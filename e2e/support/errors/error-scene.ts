import { type Page, type Route } from 'playwright/test'
import { type GenerateRequest } from '../../../src/contract/document/document.ts'
import {
  fault,
  type FaultName,
  testFiles,
  type TestSandbox,
  UploadWizard,
} from '../../../src/testkit/testkit.ts'
import { licence } from '../documents.ts'
import { openDetails } from '../link-sender.ts'
import { type StartProxy } from '../wizard-test.ts'
import { type TestProxy } from '../../../src/proxy/testing/start-proxy.ts'

/** Brings about an error that a person is told of. All parts are real. */
export type Provocation = (scene: ErrorScene) => Promise<void>

/** A visit that is about to go wrong. */
export class ErrorScene {
  readonly page: Page
  readonly sandbox: TestSandbox
  readonly wizard: UploadWizard
  proxy: TestProxy
  readonly #startProxy: StartProxy

  constructor(page: Page, sandbox: TestSandbox, proxy: TestProxy, startProxy: StartProxy) {
    this.page = page
    this.sandbox = sandbox
    this.wizard = new UploadWizard(page)
    this.proxy = proxy
    this.#startProxy = startProxy
  }

  /** Starts a proxy for the rest of the visit. */
  async useProxy(...options: Parameters<StartProxy>): Promise<void> {
    this.proxy = await this.#startProxy(...options)
  }

  async open(address = this.proxy.origin): Promise<void> {
    await this.wizard.shortenRetries()
    await this.page.goto(address)
  }

  async openLink(link: string): Promise<void> {
    await this.open(link)
    await this.wizard.submit()
  }

  /** Opens the wizard at the details, and presses Continue there. A fault strikes every time. */
  async tryToRegister(faultName?: FaultName): Promise<void> {
    const answers = faultName ? { ...licence, name: fault(faultName) } : licence
    await this.wizard.shortenRetries()
    await openDetails(this.page, this.proxy.origin, answers)
    await this.wizard.submit()
  }

  /** The same at another address. `answers` are those that its session allows. */
  async tryToRegisterAt(address: string, answers: GenerateRequest = licence): Promise<void> {
    const { wizard } = this
    await this.open(address)
    if ((await wizard.step()) === 'link') await wizard.openLink()
    if ((await wizard.step()) === 'workflow') await wizard.answerWorkflow(answers.workflow)
    if ((await wizard.step()) === 'type') await wizard.answerType(answers.type)
    await wizard.fill(answers)
    await wizard.submit()
  }

  /** Goes on to Upload, and waits for the end of all attempts. */
  async tryToUpload(name?: FaultName): Promise<void> {
    const { wizard } = this
    await this.tryToRegister(name)
    await wizard.chooseFile(testFiles.goodJpg())
    await wizard.submit()
    await wizard.problem().waitFor()
  }

  /** Has something happen to every call of generate before it reaches the proxy, or in place of that. */
  async onGenerate(happen: (route: Route) => Promise<void>): Promise<void> {
    await this.page.route('**/api/akepa/document/generate', happen)
  }

  async onUpload(happen: (route: Route) => Promise<void>): Promise<void> {
    await this.page.route('**/api/akepa/document/upload/*', happen)
  }
}

/** Sends the browser's request on with these headers changed. Undefined ones are left out. */
export function withHeaders(changes: Readonly<Record<string, string | undefined>>) {
  return async (route: Route): Promise<void> => {
    const headers = { ...(await route.request().allHeaders()), ...changes }
    const kept = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
    await route.continue({ headers: Object.fromEntries(kept) })
  }
}
