import { type ErrorCode } from '../../../src/contract/errors.ts'
import { linkAnswerSchema, type SessionRequest } from '../../../src/contract/partner-api.ts'
import { partnerSchema } from '../../../src/proxy/partners/partners.ts'
import { ago, generateOther } from '../by-hand.ts'
import { licence } from '../documents.ts'
import { type ErrorScene, type Provocation } from './error-scene.ts'
import { sha256Of } from '../../../src/testing/sha256-of.ts'

const apiKey = 'the-api-key-of-acme'
const acme = partnerSchema.parse({
  id: 'acme',
  displayName: 'Acme Bank',
  apiKeySha256: [sha256Of(Buffer.from(apiKey))],
})
const withKey = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }

/** Asks for a link to the standalone form, as a partner's back end does. */
async function requestLink({ proxy }: ErrorScene, terms: Partial<SessionRequest> = {}): Promise<string> {
  const response = await fetch(`${proxy.origin}/api/sessions`, {
    method: 'POST',
    headers: withKey,
    body: JSON.stringify({ reference: 'customer-1', link: {}, ...terms } satisfies SessionRequest),
  })
  return linkAnswerSchema.parse(await response.json()).data.link
}

/** Turns the page's call for a guest's session into one that only a partner's back end can make. */
function calledByPage(headers: Readonly<Record<string, string>>, postData = '{}'): Provocation {
  return async (scene) => {
    await scene.useProxy({ partners: [acme] })
    await scene.page.route('**/api/sessions/guest', (route) =>
      route.continue({ url: `${scene.proxy.origin}/api/sessions`, headers, postData }),
    )
    await scene.open()
  }
}

export const partnerProvocations = {
  partnerKeyMissing: calledByPage({ 'content-type': 'application/json' }),
  partnerKeyInvalid: calledByPage({ ...withKey, authorization: 'Bearer another-key' }),
  returnUrlForbidden: calledByPage(
    withKey,
    JSON.stringify({ reference: 'customer-1', link: { returnUrl: 'https://elsewhere.example/' } }),
  ),

  linkInvalid: async (scene) => {
    await scene.useProxy({ partners: [acme] })
    await scene.open(`${scene.proxy.origin}/#code=made-up`)
  },
  linkExpired: async (scene) => {
    await scene.useProxy({ partners: [acme] })
    await scene.open(await ago(25, () => requestLink(scene)))
  },
  linkUsed: async (scene) => {
    await scene.useProxy({ partners: [acme] })
    const link = await requestLink(scene)
    const [, code] = link.split('#code=')
    await fetch(`${scene.proxy.origin}/api/sessions/redeem`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
    await scene.open(link)
  },

  fieldLocked: async (scene) => {
    await scene.useProxy({ partners: [acme] })
    const link = await requestLink(scene, { prefill: { name: 'Licence of Ana' }, locked: ['name'] })
    await scene.onGenerate((route) =>
      route.continue({ postData: (route.request().postData() ?? '').replace('Ana', 'Eva') }),
    )
    await scene.tryToRegisterBy(link, { ...licence, name: 'Licence of Ana' })
  },
  typeNotAllowed: async (scene) => {
    await scene.useProxy({ partners: [acme] })
    const link = await requestLink(scene, { types: ['passport'] })
    await scene.onGenerate((route) =>
      route.continue({ postData: (route.request().postData() ?? '').replace('passport', 'license') }),
    )
    await scene.tryToRegisterBy(link, { ...licence, type: 'passport' })
  },
  documentLimitReached: async (scene) => {
    await scene.useProxy({ partners: [acme] })
    const link = await requestLink(scene, { maxDocuments: 1 })
    await scene.onGenerate(async (route) => {
      await generateOther(route)
      await route.continue()
    })
    await scene.tryToRegisterBy(link)
  },
} as const satisfies Partial<Record<ErrorCode, Provocation>>
