import { randomUUID } from 'node:crypto'
import { type Page } from 'playwright/test'
import { type GenerateRequest } from '../../src/contract/document/document.ts'
import { documentAnswerSchema } from '../../src/contract/api/envelope.ts'
import { requestedKeyHeader, requestedSideHeader, uploadTicketHeader } from '../../src/contract/file.ts'
import { type RequestedSide } from '../../src/contract/requested/side.ts'
import { type SessionRequest } from '../../src/contract/api/back-end.ts'
import { linkAnswerSchema } from '../../src/contract/api/partner-api.ts'
import { sessionAnswerSchema } from '../../src/contract/api/session.ts'
import { createPartnerKey } from '../../src/proxy/partners/partner-key.ts'
import { type Partner, partnerSchema } from '../../src/proxy/partners/partners.ts'
import { UploadWizard } from '../../src/testkit/testkit.ts'

/** A partner that sends its customers links to the standalone form. */
export class LinkSender {
  /** How a proxy knows the partner. */
  readonly partner: Partner
  /** The headers of a call from the partner's back end. */
  readonly headers: Readonly<Record<string, string>>

  constructor(declaration: Pick<Partner, 'id' | 'displayName'> & Partial<Partner>) {
    const { apiKey, sha256 } = createPartnerKey()
    const { logo, ...entry } = declaration
    this.partner = { ...partnerSchema.parse({ ...entry, apiKeySha256: [sha256] }), logo }
    this.headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  }

  /** Asks a proxy for a link. The link is for a customer of its own, unless `terms` name one. */
  async requestLink(proxyOrigin: string, terms: Partial<SessionRequest> = {}): Promise<string> {
    const body: SessionRequest = { reference: randomUUID(), link: {}, ...terms }
    const response = await fetch(`${proxyOrigin}/api/sessions`, {
      method: 'POST',
      headers: this.headers,
      body: JSON.stringify(body),
    })
    return linkAnswerSchema.parse(await response.json()).data.link
  }

  /** Makes a session for a customer and ends it. Answers what the proxy answered when it was made. */
  async requestEndedSession(proxyOrigin: string): Promise<unknown> {
    const { headers } = this
    const reference = randomUUID()
    const body = JSON.stringify({ reference })
    const minted = await fetch(`${proxyOrigin}/api/sessions`, { method: 'POST', headers, body })
    await this.endSessions(proxyOrigin, reference)
    return await minted.json()
  }

  async endSessions(proxyOrigin: string, reference: string): Promise<void> {
    const { authorization = '' } = this.headers
    const ending = { method: 'DELETE', headers: { authorization } }
    await fetch(`${proxyOrigin}/api/sessions?reference=${reference}`, ending)
  }

  /**
   * Opens a session and registers a document, for a side of an entry where a list is asked for, as another device of the
   * customer does. Answers what a call needs.
   */
  async registerElsewhere(
    proxyOrigin: string,
    request: GenerateRequest,
    terms: Partial<SessionRequest>,
    side?: RequestedSide,
  ): Promise<{ readonly documentId: string; readonly headers: Readonly<Record<string, string>> }> {
    const [, code] = (await this.requestLink(proxyOrigin, terms)).split('#code=')
    const post = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${proxyOrigin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    const redeemed = sessionAnswerSchema.parse(await (await post('/api/sessions/redeem', { code })).json())
    const authorization = `Bearer ${redeemed.data.session}`
    const asked = side && { [requestedKeyHeader]: side.key, [requestedSideHeader]: String(side.side) }
    const response = await post('/api/akepa/document/generate', request, { authorization, ...asked })
    const { data } = documentAnswerSchema.parse(await response.json())
    const ticket = response.headers.get(uploadTicketHeader) ?? ''
    return { documentId: data.id, headers: { authorization, [uploadTicketHeader]: ticket } }
  }
}

/** The partner that every proxy of the wizard's tests knows. */
export const acme = new LinkSender({ id: 'acme', displayName: 'Acme Bank' })

/** Opens a link as a person does: by a press on its page. */
export async function followLink(page: Page, link: string): Promise<UploadWizard> {
  await page.goto(link)
  const wizard = new UploadWizard(page)
  await wizard.openLink()
  return wizard
}

/**
 * Opens the wizard at the details, by a link whose session has all answers. Answering the questions before them would take
 * as long as a whole row of most tables.
 */
export async function openDetails(
  page: Page,
  proxyOrigin: string,
  answers: GenerateRequest,
  terms: Partial<SessionRequest> = {},
): Promise<UploadWizard> {
  const { note, ...others } = answers
  const prefill = { ...others, ...(note && { note }) }
  const link = await acme.requestLink(proxyOrigin, { prefill, locked: ['workflow', 'type'], ...terms })
  // A link names the proxy's own address, not that of what stands before it.
  const wizard = await followLink(page, `${proxyOrigin}/${new URL(link).hash}`)
  await wizard.form('details').waitFor()
  return wizard
}

/** The same, with the document registered: the wizard asks for the file. */
export async function openFile(
  page: Page,
  proxyOrigin: string,
  answers: GenerateRequest,
  terms: Partial<SessionRequest> = {},
): Promise<UploadWizard> {
  const wizard = await openDetails(page, proxyOrigin, answers, terms)
  await wizard.submit()
  await wizard.form('file').waitFor()
  return wizard
}
