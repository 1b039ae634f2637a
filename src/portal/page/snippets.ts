import { type SessionSettings } from '../portal-messages.ts'
import { type Look } from './panels/look-panel.ts'
import { indented, shellWord, sourceLiteral } from './source-literal.ts'

/** The settings of this page, which the code repeats elsewhere. */
export interface Shown {
  readonly wizardOrigin: string
  readonly partner: string
  readonly look: Look
  readonly settings: SessionSettings
  /** What the sandbox was told to do wrong, such as `upload-500:once`. */
  readonly faults: readonly string[]
}

export const snippets = {
  html: { name: 'Page: HTML', write: writeHtml },
  script: { name: 'Page: script tag', write: writeScript },
  module: { name: 'Page: ES module', write: writeModule },
  react: { name: 'Page: React', write: writeReact },
  curl: { name: 'Back end: curl', write: writeCurl },
  node: { name: 'Back end: Node', write: writeNode },
  test: { name: 'Test: Playwright', write: writeTest },
} as const satisfies Record<string, { readonly name: string; readonly write: (shown: Shown) => string }>

export type SnippetKind = keyof typeof snippets
export const snippetKinds = Object.keys(snippets) as SnippetKind[]

function writeHtml({ wizardOrigin }: Shown): string {
  return `<!-- In the page's Content-Security-Policy: script-src ${wizardOrigin}; frame-src ${wizardOrigin} -->
<div id="documents"></div>
<script src="${wizardOrigin}/embed.js" defer></script>
<script src="/documents.js" defer></script>
`
}

function writeScript(shown: Shown): string {
  return `// documents.js, after embed.js
AkepaUploadWizard.mountDocumentUpload('#documents', {
${indented(optionsOf(shown).join('\n'), 2)}
})

${toOwnBackEnd}`
}

function writeModule(shown: Shown): string {
  return `import { mountDocumentUpload } from 'akepa-upload-wizard/embed'

const upload = mountDocumentUpload('#documents', {
  origin: '${shown.wizardOrigin}',
${indented(optionsOf(shown).join('\n'), 2)}
})
// Later: upload.update({ locale, theme }), and upload.destroy() at the end.

${toOwnBackEnd}`
}

function writeReact(shown: Shown): string {
  const { wizardOrigin, partner, look } = shown
  const theme = hasTheme(look) ? `const theme = ${sourceLiteral(look.theme)}\n\n` : ''
  const properties = [
    `origin="${wizardOrigin}"`,
    `partner="${partner}"`,
    'session={fetchSession}',
    ...(look.locale === undefined ? [] : [`locale="${look.locale}"`]),
    ...(hasTheme(look) ? ['theme={theme}'] : []),
    'onUploaded={keepReceipt}',
  ]
  return `import { DocumentUpload } from 'akepa-upload-wizard/embed/react'

${theme}export function Documents() {
  return (
    <DocumentUpload
${indented(properties.join('\n'), 6)}
    />
  )
}

${toOwnBackEnd}`
}

function writeCurl({ wizardOrigin, settings }: Shown): string {
  const body = JSON.stringify({ reference: 'YOUR-CUSTOMER', ...settings }, undefined, 2)
  return `# A session for one customer. The API key never leaves your back end.
curl --location "${wizardOrigin}/api/sessions" \\
  --header "Authorization: Bearer $AKEPA_API_KEY" \\
  --header "Content-Type: application/json" \\
  --data ${shellWord(body)}

# All receipts of that customer, even those that your page never got.
curl --location "${wizardOrigin}/api/receipts?reference=YOUR-CUSTOMER" \\
  --header "Authorization: Bearer $AKEPA_API_KEY"
`
}

function writeNode({ wizardOrigin, partner, settings }: Shown): string {
  return `import { createBackend } from 'akepa-upload-wizard/server'

const wizard = createBackend({
  origin: '${wizardOrigin}',
  partner: '${partner}',
  apiKey: process.env.AKEPA_API_KEY,
})
const settings = ${sourceLiteral(settings)}

// The reference is your own for the customer who is signed in. It never comes from the page.
export async function mintSession(reference) {
  return (await wizard.createSession({ reference, ...settings })).session
}

// A link to the standalone form, to send to the customer. It opens once.
export async function makeLink(reference) {
  return (await wizard.createLink({ reference, ...settings })).link
}

// Proves that this customer's document has arrived whole. Throws if the receipt does not prove it.
export async function verifyReceipt(receipt, reference) {
  return (await wizard.verifyReceipt(receipt, { reference })).documentId
}
`
}

function writeTest({ settings, faults }: Shown): string {
  const fail = faults.map((fault) => `'${fault}'`).join(', ')
  return `// npm install --save-dev @playwright/test akepa-upload-wizard
import { expect as baseExpect, test as base } from '@playwright/test'
import { wizardFixtures, wizardMatchers } from 'akepa-upload-wizard/testkit'

const test = base.extend(wizardFixtures)
const expect = baseExpect.extend(wizardMatchers)
const settings = ${sourceLiteral(settings)}

test('a customer opens the form', async ({ page, uploads }) => {
${faults.length === 0 ? '' : `  await uploads.sandbox.fail(${fail})\n`}  const wizard = await uploads.open(page, settings)
  await expect(wizard).not.toHaveProblem()
})
`
}

const toOwnBackEnd = `async function fetchSession() {
  const response = await fetch('/session', { method: 'POST' })
  if (!response.ok) throw new Error(\`No session: \${response.status}\`)
  return (await response.json()).session
}

async function keepReceipt({ receipt }) {
  await fetch('/receipts', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ receipt }),
  })
}
`

function optionsOf({ partner, look }: Shown): string[] {
  return [
    `partner: '${partner}',`,
    'session: fetchSession,',
    ...(look.locale === undefined ? [] : [`locale: '${look.locale}',`]),
    ...(hasTheme(look) ? [`theme: ${sourceLiteral(look.theme)},`] : []),
    'onUploaded: keepReceipt,',
  ]
}

function hasTheme({ theme }: Look): boolean {
  return theme !== undefined && Object.keys(theme).length > 0
}
