import { createHash, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { sessionTermsSchema } from '../../contract/api/partner-api.ts'
import { bearerToken } from '../http/request/bearer-token.ts'
import { Failure } from '../http/answer/failure.ts'
import { isOrigin, isPlain } from '../settings/addresses.ts'
import { secretBytes, secretPrefix } from '../webhooks/signature.ts'
import { type PartnerLogo } from './partner-logo.ts'
import { termsProblems } from './session-terms.ts'

/** Browsers give a page what the wizard needs, crypto above all, only over https or on a loopback address. */
function isSecureUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && !isPlain(text) && username === '' && password === ''
}

/** Of a page that shows the wizard in a frame. */
export const originSchema = z
  .string()
  .refine((text) => isOrigin(text) && isSecureUrl(text), {
    error: 'must be an origin with https (or a loopback one), such as https://portal.example',
  })
  // The grammar of frame-ancestors has no IPv6 addresses (CSP3, 2.3.1), so browsers would refuse the frame.
  .refine((text) => !/^https?:\/\/\[/.test(text), {
    error: 'must name its host, or its IPv4 address: browsers allow no IPv6 address to show a frame',
  })

const pageUrlSchema = z
  .string()
  .refine(isSecureUrl, { error: 'must be a URL with https (or a loopback one)' })

/** Whether plain http is allowed, a setting says (`PRIVATE_WEBHOOKS`). */
function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, hash } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === ''
}

const webhookSecretSchema = z.string().refine((text) => secretBytes(text) !== undefined, {
  error: `must be ${secretPrefix} and 24 to 64 bytes in base64`,
})

export const partnerSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens'),
  displayName: z.string().min(1).max(100),
  /** Pages of these origins may show the wizard in a frame. */
  origins: z.array(originSchema).max(50).default([]),
  /** Hashes of the partner's API keys. There are two while the partner changes from one key to the next. */
  apiKeySha256: z
    .array(z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'))
    .min(1),
  /** The exact addresses to which a person who came by a link may be sent afterwards. */
  returnUrls: z.array(pageUrlSchema).default([]),
  /** The partner's logo: the path of a file, from the folder of the partners' file. */
  logo: z.string().min(1).optional(),
  /** Where the partner says what becomes of people's data, and where people get help: pages for a new tab. */
  privacyUrl: pageUrlSchema.optional(),
  supportUrl: pageUrlSchema.optional(),
  /** Where the partner is told of every upload. */
  webhookUrl: z
    .string()
    .refine(isWebhookUrl, { error: 'must be an https URL without credentials or fragment' })
    .optional(),
  /** Signs what is posted there. There are two while the partner changes from one to the next, the newest first. */
  webhookSecret: z.union([webhookSecretSchema, z.array(webhookSecretSchema).min(1).max(2)]).optional(),
  /** The terms of the partner's sessions, unless a request sets others. */
  defaults: z._default(sessionTermsSchema, {}),
})
export type PartnerEntry = z.infer<typeof partnerSchema>

/** A partner, whose logo has been read. */
export type Partner = Omit<PartnerEntry, 'logo'> & { readonly logo?: PartnerLogo | undefined }

/** The partners of PARTNERS_FILE and the sandbox's demo partner. */
export class Partners {
  readonly #partners: readonly Partner[]

  constructor(partners: readonly Partner[]) {
    this.#partners = partners
  }

  find(id: string): Partner | undefined {
    return this.#partners.find((partner) => partner.id === id)
  }

  /** The partner whose API key the Authorization header holds. Fails with `partnerKeyMissing` or `partnerKeyInvalid`. */
  authenticate(authorization: string | undefined): Partner {
    const key = bearerToken(authorization)
    if (key === undefined) throw new Failure('partnerKeyMissing')
    const shown = createHash('sha256').update(key).digest()
    // Every hash is compared, each in constant time, so the time taken tells nothing.
    const isShown = (hash: string) => timingSafeEqual(Buffer.from(hash, 'hex'), shown)
    const [partner] = this.#partners.filter(({ apiKeySha256 }) => apiKeySha256.filter(isShown).length > 0)
    if (!partner) throw new Failure('partnerKeyInvalid')
    return partner
  }
}

/** The content of PARTNERS_FILE. The path of an issue is the mistake's place in the file. */
export const partnersFileSchema = z
  .strictObject({ partners: z.array(partnerSchema) })
  .check(({ value: { partners }, issues }) => {
    const refuse = (path: (string | number)[], message: string) =>
      issues.push({ code: 'custom', path: ['partners', ...path], message, input: undefined })
    const ids = partners.map(({ id }) => id)
    const hashes = partners.flatMap(({ apiKeySha256 }) => apiKeySha256)
    for (const [index, partner] of partners.entries()) {
      if (ids.indexOf(partner.id) !== index) refuse([index, 'id'], 'is taken by another partner')
      for (const [at, hash] of partner.apiKeySha256.entries()) {
        const isShared = hashes.filter((other) => other === hash).length > 1
        if (isShared) refuse([index, 'apiKeySha256', at], 'is there twice: a key tells partners apart')
      }
      if ((partner.webhookUrl === undefined) !== (partner.webhookSecret === undefined)) {
        refuse([index, 'webhookUrl'], 'and webhookSecret must both be there, or neither')
      }
      for (const { path, message } of termsProblems(partner.defaults)) {
        refuse([index, 'defaults', ...path], message)
      }
    }
  })
