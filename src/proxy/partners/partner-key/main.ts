import { createPartnerKey } from '../partner-key.ts'

const { apiKey, sha256 } = createPartnerKey()
console.log(`API key, for the partner's back end alone: ${apiKey}`)
console.log(`SHA-256, for apiKeySha256 in PARTNERS_FILE:  ${sha256}`)
