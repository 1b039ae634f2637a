import { createPartnerKey } from './partner-key.ts'
import { type Partner } from './partners.ts'

/** The made-up bank of the demo portal. Its API key is new at each start. */
export interface DemoPartner {
  readonly partner: Partner
  readonly apiKey: string
  readonly portalPort: number
}

export const demoPartnerId = 'demo'

export function createDemoPartner(portalPort: number): DemoPartner {
  const { apiKey, sha256 } = createPartnerKey()
  const origins = [`http://127.0.0.1:${portalPort}`]
  return {
    apiKey,
    portalPort,
    partner: {
      id: demoPartnerId,
      displayName: 'Quillhaven',
      origins,
      apiKeySha256: [sha256],
      returnUrls: origins.map((origin) => `${origin}/`),
      defaults: {},
    },
  }
}
