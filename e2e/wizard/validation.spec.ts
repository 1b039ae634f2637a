import { type GenerateRequest, nameMaxLength, noteMaxLength } from '../../src/contract/document/document.ts'
import { type UploadWizard } from '../../src/testkit/testkit.ts'
import { en as words } from '../../src/wizard/words/en.ts'
import { licence } from '../support/documents.ts'
import { expect, sharedPageTest as test } from '../support/wizard-test.ts'

const { name: nameProblems, note: noteProblems, email: emailProblems } = words.details.problems

type RefusedDetails = readonly [what: string, typed: Partial<GenerateRequest>, told: string]

/** In each run: one of each field, and two that are told in the same words, the second as anew as the first. */
const refusedDetails: readonly RefusedDetails[] = [
  ['no name', { name: '' }, nameProblems.blank],
  ['a name of nothing visible', { name: '\u2800\u3164\u200b\u202e' }, nameProblems.blank],
  ['a note with an angle bracket', { note: 'a > b' }, noteProblems.angleBracket],
  [
    'an e-mail address that only browsers take',
    { note_author_agent_email: 'ana@localhost' },
    emailProblems.invalid('ana@localhost'),
  ],
]
/** What else is refused by the same rules, which have unit tests. */
const otherRefusedDetails: readonly RefusedDetails[] = [
  ['a name of spaces', { name: ' \u00a0\u2003' }, nameProblems.blank],
  ['a name of 51 emoji', { name: '🪪'.repeat(51) }, nameProblems.tooLong(nameMaxLength, 51)],
  ['a name with an angle bracket', { name: 'Licence <front>' }, nameProblems.angleBracket],
  ['a name with a line separator', { name: 'Licence\u2028of Ana' }, nameProblems.lineBreak],
  ['a note of 501 characters', { note: 'n'.repeat(501) }, noteProblems.tooLong(noteMaxLength, 501)],
  ['no e-mail address', { note_author_agent_email: '' }, emailProblems.missing],
  ['an e-mail address without a domain', { note_author_agent_email: 'ana@' }, emailProblems.invalid('ana@')],
]

/** The words stand in the summary, which has the focus, and beside the control, which is marked and tied to them. */
async function expectProblem(wizard: UploadWizard, property: keyof GenerateRequest, text: string) {
  await expect(wizard.problem().getByRole('listitem')).toHaveText([text])
  await expect(wizard.problem()).toContainText(words.errorSummaryTitle)
  await expect(wizard.problem()).toBeFocused()
  await wizard.problem().getByRole('button', { name: text }).click()
  await expect(wizard.field(property).first()).toBeFocused()
}

for (const [which, details, tag] of [
  ['of each field', refusedDetails, undefined],
  ['by any rule', otherRefusedDetails, '@wide'],
] as const) {
  test(
    `the details refuse whatever ConnectFi would refuse, in words of their own: ${which}`,
    { tag: tag ?? [] },
    async ({ wizard, sandbox, page }) => {
      await wizard.answerWorkflow(licence.workflow)
      await wizard.answerType(licence.type)
      await page.getByText(words.details.more).click()
      for (const [what, typed, told] of details) {
        await test.step(what, async () => {
          await page.getByLabel(words.details.someoneElse).uncheck()
          await wizard.fill({ ...licence, note: '', ...typed })
          if ('note_author_agent_email' in typed) await page.getByLabel(words.details.someoneElse).check()
          await wizard.submit()

          const property = (Object.keys(typed) as (keyof GenerateRequest)[])[0] ?? 'name'
          await expectProblem(wizard, property, told)
          await expect(wizard.field(property)).toHaveAttribute('aria-invalid', 'true')
          await expect(wizard.field(property)).toHaveAccessibleDescription(new RegExp(escaped(told)))
          await expect(page).toHaveTitle(new RegExp(`^${words.errorTitlePrefix}`))
        })
      }
      expect(await sandbox.requests()).toEqual([])
    },
  )
}

test('the first two questions can’t be passed over', async ({ wizard, sandbox }) => {
  await wizard.submit()
  await expectProblem(wizard, 'workflow', words.workflow.missing)
  await wizard.fill({ workflow: 'PERSONAL' })
  await wizard.submit()
  await expect(wizard.form('type')).toBeVisible()

  await wizard.submit()
  await expectProblem(wizard, 'type', words.type.missing)
  expect(await sandbox.requests()).toEqual([])
})

test('what is mended is taken', { tag: '@wide' }, async ({ wizardAtDetails: wizard, sandbox }) => {
  await wizard.fill({ name: '', note: 'a > b' })
  await wizard.submit()
  await expect(wizard.problem().getByRole('listitem')).toHaveText([
    nameProblems.blank,
    noteProblems.angleBracket,
  ])
  await wizard.fill({ name: 'Licence', note: '' })
  await wizard.submit()
  await expect(wizard.form('file')).toBeVisible()
  expect(await sandbox.documents()).toMatchObject([{ name: 'Licence' }])
})

test('what is refused twice is told twice', { tag: '@wide' }, async ({ wizardAtDetails: wizard }) => {
  for (const name of ['', ' ', '<']) {
    const text = name === '<' ? nameProblems.angleBracket : nameProblems.blank
    await expect(wizard.answerDetails({ ...licence, name })).rejects.toThrow(text)
    await expect(wizard.problem()).toBeFocused()
  }
  await wizard.answerDetails(licence)
})

test(
  'what is at the very limit is taken: 50 emoji, and 500 characters over several lines',
  { tag: '@wide' },
  async ({ wizardAtDetails: wizard, sandbox }) => {
    const name = '🪪'.repeat(nameMaxLength)
    const lines = ['first line', 'x'.repeat(noteMaxLength - 11)]
    await wizard.register({ ...licence, name: ` ${name} `, note: lines.join('\n') })
    expect(await sandbox.documents()).toMatchObject([{ name, note: lines.join(' ') }])
  },
)

test('what nobody sees reaches neither the title nor ConnectFi', async ({
  page,
  wizardAtDetails: wizard,
  sandbox,
}) => {
  const name = '\u202e\u200bLicence\u0000 of Ana\u2066'
  await wizard.register({ ...licence, name, note: '\u2800\n\u3164' })
  await expect(page).toHaveTitle(new RegExp(escaped(words.file.title('Licence of Ana'))))
  const [document] = await sandbox.documents()
  expect(document).toMatchObject({ name: 'Licence of Ana' })
  expect(document).not.toHaveProperty('note')
})

test('what a form filler fills in without an event is sent as it is shown', async ({
  page,
  wizard,
  sandbox,
}) => {
  /** As careless form fillers do: the value is set, and no event is sent. */
  const fillSilently = (selector: string, value: string | boolean) =>
    page.locator(selector).evaluate((control: HTMLInputElement, held) => {
      if (typeof held === 'boolean') control.checked = held
      else control.value = held
    }, value)

  await wizard.form('workflow').waitFor()
  await fillSilently('[name="workflow"][value="BUSINESS"]', true)
  await wizard.submit()
  await wizard.form('type').waitFor()
  await fillSilently('[name="type"][value="contract"]', true)
  await wizard.submit()
  await wizard.form('details').waitFor()
  await page.getByText(words.details.more).click()
  await page.getByLabel(words.details.someoneElse).check()
  await fillSilently('[name="name"]', 'Lease')
  await fillSilently('[name="note"]', 'front\nback')
  await fillSilently('[name="extension"][value="png"]', true)
  await fillSilently('[name="note_author_agent_email"]', 'agent@')
  await wizard.submit()
  await expectProblem(wizard, 'note_author_agent_email', emailProblems.invalid('agent@'))
  await fillSilently('[name="note_author_agent_email"]', 'agent@bank.example')
  await wizard.submit()
  await wizard.form('file').waitFor()
  expect(await sandbox.documents()).toMatchObject([
    {
      workflow: 'BUSINESS',
      type: 'contract',
      name: 'Lease',
      note: 'front back',
      extension: 'png',
      note_author_agent_email: 'agent@bank.example',
    },
  ])
})

test(
  'an agent’s e-mail address is asked for when somebody fills the form in for another',
  { tag: '@wide' },
  async ({ wizard, sandbox, page }) => {
    await wizard.answerWorkflow(licence.workflow)
    await wizard.answerType(licence.type)
    await expect(wizard.field('note_author_agent_email')).toBeHidden()
    await page.getByText(words.details.more).click()
    await page.getByLabel(words.details.someoneElse).check()
    await wizard.answerDetails({ ...licence, note_author_agent_email: ' agent@bank.example ' })
    expect(await sandbox.documents()).toMatchObject([{ note_author_agent_email: 'agent@bank.example' }])
  },
)

test('the counter counts what will be sent', async ({ wizardAtDetails: wizard, page }) => {
  await wizard.fill({ name: ' 🪪🪪 ', note: 'one\n\n two ' })
  await expect(page.getByText(words.details.charactersLeft(48))).toBeVisible()
  await expect(page.getByText(words.details.charactersLeft(493))).toBeVisible()
  await wizard.fill({ name: 'n'.repeat(51) })
  await expect(page.getByText(words.details.charactersLeft(-1))).toBeVisible()
})

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
