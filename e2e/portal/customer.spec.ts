import { enPhone } from '../../src/wizard/words/en/phone.ts'
import { scanCode } from '../support/phone.ts'
import { expect, test } from '../support/portal/portal-test.ts'

test(
  'a customer with a list has sent one of three documents, hands another to a phone, and the next begins anew',
  { tag: '@wide' },
  async ({ portal }) => {
    const { page, wizard } = portal
    const first = await portal.reference()
    await portal.button('New customer with a list')
    await expect(wizard.entry('address')).toHaveAttribute('data-state', 'done')
    await expect(wizard.entry('identity')).toHaveAttribute('data-state', 'open')
    await expect(portal.receipts).toContainText(['utility, for “address”'])
    await expect(page.getByText('1 of 3 pictures received')).toBeVisible()
    const second = await portal.reference()
    expect(second).not.toBe(first)

    await wizard.choose('income')
    await wizard.register({ workflow: 'PERSONAL', type: 'paystub', name: 'Pay stub', extension: 'jpg' })
    const panel = await portal.openPanel('Phone')
    await panel.getByLabel('Link from “Use your phone”').fill('https://elsewhere.example/#phone=code')
    await portal.button('Open the phone')
    await expect(panel.getByRole('alert')).toContainText('Copy the link')
    await panel
      .getByLabel('Link from “Use your phone”')
      .fill(await scanCode(page.frameLocator('#documents iframe')))
    const opened = page.context().waitForEvent('page')
    await portal.button('Open the phone')
    const phone = await opened
    await expect(phone.getByRole('heading', { level: 1, name: enPhone.open.title })).toBeVisible()
    expect(phone.viewportSize()).toMatchObject({ width: 390 })
    await phone.close()

    await portal.button('New customer with a list')
    await expect.poll(() => portal.reference()).not.toBe(second)
    await expect(wizard.entry('address')).toHaveAttribute('data-state', 'done')
    await expect(wizard.entry('income')).toHaveAttribute('data-state', 'open')
  },
)
