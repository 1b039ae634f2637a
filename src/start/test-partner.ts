import { createHash } from 'node:crypto'
import { type Partner } from '../proxy/partners/partners.ts'

/**
 * The partner of tests, and of who tries the wizard out in a page of their own. Everybody knows its key and secret, so it is
 * declared only where documents go to the sandbox.
 */
export const testPartner = {
  id: 'acme',
  apiKey: 'akepa_known-to-everybody-and-for-the-sandbox-alone',
  webhookSecret: 'whsec_a25vd24tdG8tZXZlcnlib2R5LWFuZC1mb3ItdGVzdHM=',
} as const

type Places = Pick<Partner, 'origins'> & Partial<Pick<Partner, 'returnUrls' | 'webhookUrl'>>

export function declareTestPartner({ origins, returnUrls = [], webhookUrl }: Places): Partner {
  return {
    id: testPartner.id,
    displayName: 'Acme Bank',
    origins,
    apiKeySha256: [createHash('sha256').update(testPartner.apiKey).digest('hex')],
    returnUrls,
    ...(webhookUrl !== undefined && { webhookUrl, webhookSecret: testPartner.webhookSecret }),
    defaults: {},
  }
}
