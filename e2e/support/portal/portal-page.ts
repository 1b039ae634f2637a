import { expect, type Locator, type Page } from 'playwright/test'
import { UploadWizard } from '../../../src/testkit/testkit.ts'

/** An event, read from the JSON in the page's log. */
export interface LoggedEvent {
  readonly id: string
  readonly type: string
  readonly at: string
  readonly [property: string]: unknown
}

/** The bank's page, with the wizard in it and the workbench beside it. */
export class PortalPage {
  readonly page: Page
  readonly wizard: UploadWizard
  readonly frame: Locator
  readonly receipts: Locator
  readonly mountState: Locator

  constructor(page: Page) {
    this.page = page
    this.frame = page.locator('#documents iframe')
    this.wizard = new UploadWizard(page.frameLocator('#documents iframe'))
    this.receipts = page.getByRole('list', { name: 'Verified receipts' }).getByRole('listitem')
    this.mountState = page.locator('#mount-state')
  }

  /** Loads the page, or loads it again, and waits until the wizard stands in it. */
  async open(): Promise<void> {
    await this.page.goto('/')
    await this.ready()
  }

  async ready(): Promise<void> {
    await expect(this.mountState).toHaveText('Ready.')
  }

  async reference(): Promise<string> {
    return (await this.page.locator('body').getAttribute('data-reference')) ?? ''
  }

  /** Everything in the log, oldest first. */
  async events(): Promise<readonly LoggedEvent[]> {
    const json = await this.page.locator('#events pre').allTextContents()
    return json.map((text) => JSON.parse(text) as LoggedEvent)
  }

  async eventTypes(): Promise<readonly string[]> {
    return (await this.events()).map(({ type }) => type)
  }

  panel(name: string): Locator {
    return this.page.locator('details.panel').filter({ has: this.page.getByRole('heading', { name }) })
  }

  async openPanel(name: string): Promise<Locator> {
    const panel = this.panel(name)
    if ((await panel.getAttribute('open')) === null) await panel.locator('> summary').click()
    return panel
  }

  async openEveryPanel(): Promise<void> {
    for (const panel of await this.page.locator('details.panel').all())
      await panel.evaluate((details: HTMLDetailsElement) => (details.open = true))
  }

  async button(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  /** Mounts anew with the terms in the session's panel. */
  async applySession(): Promise<void> {
    await this.button('Mount with this session')
  }

  /** One of the pieces of code to copy. */
  async code(name: string): Promise<string> {
    const panel = await this.openPanel('Code to copy')
    await panel.getByLabel('For').selectOption(name)
    return panel.locator('pre').innerText()
  }

  /** The value that a custom property of the theme has in the frame. */
  async themeInFrame(property: string): Promise<string> {
    const root = this.page.frameLocator('#documents iframe').locator('html')
    return root.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property)
  }
}
