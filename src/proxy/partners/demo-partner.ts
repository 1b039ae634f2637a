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
      defaults: {},
    },
  }
}
