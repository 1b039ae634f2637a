import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type Page } from 'playwright'
import { type Backend, createBackend, type VerifiedWebhook } from '../../backend/backend.ts'
import { type LinkTerms, type SessionTerms } from '../../contract/api/back-end.ts'
import { SandboxView } from './sandbox-view.ts'
import { UploadWizard } from '../upload-wizard.ts'
import { WebhookInbox } from './webhook-inbox.ts'

export interface WizardOptions {
  /** The origins of your pages that show the wizard in a frame, such as `http://127.0.0.1:8080`. */
  readonly origins?: readonly string[] | undefined
  /** Where links may lead afterwards. */
  readonly returnUrls?: readonly string[] | undefined
  /** Your own endpoint for webhooks. The kit keeps each webhook, passes it on, and answers as your endpoint does. */
  readonly webhookUrl?: string | undefined
  /** The wizard's port, for one worker. Otherwise each worker has a free one. */
  readonly port?: number | undefined
  /** Variables of the proxy, such as `{ MAX_FILE_BYTES: '1000000' }`. */
  readonly settings?: Readonly<Record<string, string>> | undefined
}

interface Parts {
  readonly origin: string
  readonly portalOrigin: string
  readonly sandboxOrigin: string
  readonly partner: { readonly id: string; readonly apiKey: string; readonly webhookSecret: string }
  readonly inbox: WebhookInbox
  readonly close: () => Promise<void>
}

/** The wizard with its proxy, its sandbox and its demo portal, on ports of their own. */
export class RunningWizard {
  /** `http://localhost:<port>`: where browsers find the wizard. */
  readonly origin: string
  readonly portalOrigin: string
  /** What arrived. It fails on demand. */
  readonly sandbox: SandboxView
  /** You, for the wizard. Key and secret are always the same, so your back end can have them in its environment. */
  readonly partner: Parts['partner']
  /** What your back end calls: sessions, links, receipts. */
  readonly backend: Backend
  readonly close: () => Promise<void>
  readonly #inbox: WebhookInbox

  constructor({ origin, portalOrigin, sandboxOrigin, partner, inbox, close }: Parts) {
    this.origin = origin
    this.portalOrigin = portalOrigin
    this.sandbox = new SandboxView(sandboxOrigin)
    this.partner = partner
    this.backend = createBackend({ origin, partner: partner.id, apiKey: partner.apiKey })
    this.close = close
    this.#inbox = inbox
  }

  /** The webhooks that have come, in any order, each verified and each once. They come after the receipt: poll for them. */
  webhooks(): readonly VerifiedWebhook[] {
    return [...this.#inbox.received]
  }

  /**
   * Opens the standalone form in `page` by a link with these terms, for a customer of its own unless `reference` names one.
   * The pauses between the attempts of an upload are short there.
   */
  async open(
    page: Page,
    terms: SessionTerms & { readonly reference?: string } = {},
    linkTerms: LinkTerms = {},
  ): Promise<UploadWizard> {
    const { link } = await this.backend.createLink({ reference: randomUUID(), ...terms }, linkTerms)
    const wizard = new UploadWizard(page)
    await wizard.shortenRetries()
    await page.goto(link)
    await wizard.openLink()
    return wizard
  }

  /** Forgets documents, faults and webhooks. What the wizard knows of a customer stays: give each test its own. */
  async clear(): Promise<void> {
    await this.sandbox.clear()
    this.#inbox.received.length = 0
  }
}

/** One test run on a busy machine is limited in nothing, and many a test makes the sandbox fail. */
const unlimited = {
  LOG_LEVEL: 'silent',
  DOCUMENTS_PER_HOUR: '0',
  DOCUMENTS_PER_DAY: '0',
  GUEST_SESSIONS_PER_MINUTE: '1000000',
  UPSTREAM_FAILURES: '0',
  LOGIN_PAUSE_SECONDS: '1',
  PORT: '0',
  SANDBOX_PORT: '0',
  PORTAL_PORT: '0',
}

/**
 * Starts the wizard for tests, in this process. Rejects with `EnvironmentError` or `StartProblem`, which say what is wrong
 * with `port` or `settings`.
 */
export async function startWizard(
  { origins = [], returnUrls = [], webhookUrl, port, settings }: WizardOptions = {},
  // As packed, the kit stands in dist/server.
  dist = join(import.meta.dirname, '..'),
): Promise<RunningWizard> {
  const { declareTestPartner, testPartner } = await import('../../start/test-partner.ts')
  const { startHere } = await import('../../start/start-here.ts')
  const inbox = new WebhookInbox({ secret: testPartner.webhookSecret, forwardTo: webhookUrl })
  try {
    const partner = declareTestPartner({
      origins: [...origins],
      returnUrls: [...returnUrls],
      webhookUrl: await inbox.listen(),
    })
    const servers = await startHere(
      { ...unlimited, ...(port !== undefined && { PORT: String(port) }), ...settings },
      { wizardDir: join(dist, 'wizard'), portalDir: join(dist, 'portal') },
      [partner],
    )
    return new RunningWizard({
      origin: servers.wizardOrigin,
      portalOrigin: servers.portalOrigin ?? '',
      sandboxOrigin: servers.sandboxOrigin ?? '',
      partner: testPartner,
      inbox,
      async close() {
        await servers.close()
        await inbox.close()
      },
    })
  } catch (error) {
    await inbox.close()
    throw error
  }
}
