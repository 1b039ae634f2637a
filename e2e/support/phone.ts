import { type Browser, devices, expect, type Locator, type Page } from 'playwright/test'
import decode from 'jsqr'
import sharp from 'sharp'
import { UploadWizard } from '../../src/testkit/testkit.ts'
import { enPhone } from '../../src/wizard/words/en/phone.ts'
import { enUsePhone } from '../../src/wizard/words/en/use-phone.ts'
import { Complaints } from './page/complaints.ts'

/** What holds a desktop's wizard: its page, or the frame in a partner's page. */
type Desktop = Pick<Page, 'locator' | 'getByRole'>

/** Presses *Use your phone*, and reads the link as a phone's camera does. */
export async function scanCode(desktop: Desktop): Promise<string> {
  const code = desktop.getByRole('img', { name: enUsePhone.scan.code })
  await pressUntil(desktop.locator('button[name="usePhone"]'), () =>
    expect(code).toBeVisible({ timeout: 3000 }),
  )
  return readCode(desktop)
}

/** Reads the link out of the picture that is shown. */
export async function readCode(desktop: Desktop): Promise<string> {
  const picture = desktop.getByRole('img', { name: enUsePhone.scan.code })
  const link = await read(picture)
  await expect(desktop.locator('input[name="phoneLink"]')).toHaveValue(link)
  return link
}

async function read(picture: Locator): Promise<string> {
  const { data, info } = await sharp(await picture.screenshot())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const code = decode(new Uint8ClampedArray(data), info.width, info.height)
  if (!code) throw new Error('The picture of the code can’t be read.')
  return code.data
}

/** The phone of a person, with a browser of its own. */
export class Phone {
  readonly page: Page
  readonly complaints: Complaints
  readonly wizard: UploadWizard

  constructor(page: Page) {
    this.page = page
    this.complaints = new Complaints(page.context())
    this.wizard = new UploadWizard(page)
  }

  static async open(browser: Browser): Promise<Phone> {
    const context = await browser.newContext(devices['Pixel 7'])
    return new Phone(await context.newPage())
  }

  static async scan(browser: Browser, link: string): Promise<Phone> {
    const phone = await Phone.open(browser)
    await phone.page.goto(link)
    return phone
  }

  async goOn(): Promise<void> {
    await this.page.getByRole('button', { name: enPhone.open.goOn }).click()
  }

  /** The digits that it shows, as “4 7 1”. */
  async digits(): Promise<string> {
    return (await this.page.locator('.digits').innerText()).trim()
  }

  async expectHeading(name: string): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible()
  }

  async close(): Promise<void> {
    this.complaints.check()
    await this.page.context().close()
  }
}

/** Lets in the phone that shows the same digits. */
export async function allow(desktop: Desktop, phone: Phone): Promise<void> {
  const yes = desktop.getByRole('button', { name: enUsePhone.compare.yes(await phone.digits()) })
  await yes.waitFor()
  await pressUntil(yes, () => expect(yes).toBeHidden({ timeout: 3000 }))
}

/** A frame may grow or shrink under a press, which then goes elsewhere: it is made again. */
async function pressUntil(button: Locator, hasHappened: () => Promise<void>): Promise<void> {
  await expect(async () => {
    if (await button.isVisible()) await button.click()
    await hasHappened()
  }).toPass()
}
