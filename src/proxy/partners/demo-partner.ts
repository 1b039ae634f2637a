import { randomBytes } from 'node:crypto'
import { secretPrefix } from '../webhooks/signature.ts'
import { createPartnerKey } from './partner-key.ts'
import { type Partner } from './partners.ts'

/** The made-up bank of the demo portal. Its API key and its secret are new at each start. */
export interface DemoPartner {
  readonly partner: Partner
  readonly apiKey: string
  readonly webhookSecret: string
  readonly portalPort: number
}

export const demoPartnerId = 'demo'

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="7" fill="#123f33"/>
  <path d="M25 6C15.5 6 10 11.5 9.2 20.5c4.8 0 8.8-1.6 11.2-4.8l-3.2.4c3.2-1.2 5.6-4 7.8-10.1Z" fill="#f3ead6"/>
  <path d="m7.5 25.5 9.6-11.2" fill="none" stroke="#d8a847" stroke-width="1.8" stroke-linecap="round"/>
</svg>
`

/** Its webhooks go to the portal, if such addresses may be called. */
export function createDemoPartner(portalPort: number, isTold: boolean): DemoPartner {
  const { apiKey, sha256 } = createPartnerKey()
  const webhookSecret = `${secretPrefix}${randomBytes(32).toString('base64')}`
  const origins = [`http://127.0.0.1:${portalPort}`]
  return {
    apiKey,
    webhookSecret,
    portalPort,
    partner: {
      id: demoPartnerId,
      displayName: 'Quillhaven',
      origins,
      apiKeySha256: [sha256],
      returnUrls: origins.map((origin) => `${origin}/`),
      ...(isTold && { webhookUrl: `${origins.join('')}/webhooks`, webhookSecret }),
      logo: { extension: 'svg', bytes: Buffer.from(logo) },
      privacyUrl: `http://127.0.0.1:${portalPort}/privacy`,
      supportUrl: `http://127.0.0.1:${portalPort}/help`,
      defaults: {},
    },
  }
}
