import { randomUUID } from 'node:crypto'
import { expect } from 'playwright/test'
import { type ErrorCode } from '../../../src/contract/errors.ts'
import { ago, generateOther } from '../page/by-hand.ts'
import { fault, testFiles } from '../../../src/testkit/testkit.ts'
import { licence } from '../documents.ts'
import { acme } from '../link-sender.ts'
import { type ErrorScene, type Provocation, withHeaders } from './error-scene.ts'
import { formOf } from '../../../src/testing/forms.ts'

async function redeemByHand({ proxy }: ErrorScene, link: string): Promise<void> {
  const [, code] = link.split('#code=')
  await fetch(`${proxy.origin}/api/sessions/redeem`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
}

/** Turns the page's call for a guest's session into one that only a partner's back end can make. */
function calledByPage(headers: Readonly<Record<string, string>>, postData = '{}'): Provocation {
  return async (scene) => {
    await scene.page.route('**/api/sessions/guest', (route) =>
      route.continue({ url: `${scene.proxy.origin}/api/sessions`, headers, postData }),
    )
    await scene.open()
  }
}

export const partnerProvocations = {
  partnerKeyMissing: calledByPage({ 'content-type': 'application/json' }),
  partnerKeyInvalid: calledByPage({ ...acme.headers, authorization: 'Bearer another-key' }),
  returnUrlForbidden: calledByPage(
    acme.headers,
    JSON.stringify({ reference: 'customer-1', link: { returnUrl: 'https://elsewhere.example/' } }),
  ),

  sessionEnded: async (scene) => {
    const json = await acme.requestEndedSession(scene.proxy.origin)
    await scene.page.route('**/api/sessions/guest', (route) => route.fulfill({ json }))
    await scene.open()
  },

  linkInvalid: async (scene) => {
    await scene.openLink(`${scene.proxy.origin}/#code=made-up`)
  },
  linkExpired: async (scene) => {
    await scene.openLink(await ago(25, () => acme.requestLink(scene.proxy.origin)))
  },
  linkUsed: async (scene) => {
    const link = await acme.requestLink(scene.proxy.origin)
    await redeemByHand(scene, link)
    await scene.openLink(link)
  },

  linkOpenedElsewhere: async (scene) => {
    const link = await acme.requestLink(scene.proxy.origin, { link: { reusable: true, days: 1 } })
    await scene.onGenerate(async (route) => {
      await redeemByHand(scene, link)
      await route.continue()
    })
    await scene.tryToRegisterAt(link)
  },
  linkCompleted: async (scene) => {
    const { origin } = scene.proxy
    const terms = { reference: randomUUID(), maxDocuments: 1 }
    const { documentId, headers } = await acme.registerElsewhere(origin, licence, terms)
    await fetch(`${origin}/api/akepa/document/upload/${documentId}`, {
      method: 'POST',
      headers,
      body: formOf(testFiles.goodJpg().buffer),
    })
    const link = { reusable: true, days: 1 }
    await scene.openLink(await acme.requestLink(origin, { ...terms, link }))
  },

  fieldLocked: async (scene) => {
    const link = await acme.requestLink(scene.proxy.origin, {
      prefill: { name: 'Licence of Ana' },
      locked: ['name'],
    })
    await scene.onGenerate((route) =>
      route.continue({ postData: (route.request().postData() ?? '').replace('Ana', 'Eva') }),
    )
    await scene.tryToRegisterAt(link, { ...licence, name: 'Licence of Ana' })
  },
  typeNotAllowed: async (scene) => {
    const link = await acme.requestLink(scene.proxy.origin, { types: ['passport'] })
    await scene.onGenerate((route) =>
      route.continue({ postData: (route.request().postData() ?? '').replace('passport', 'license') }),
    )
    await scene.tryToRegisterAt(link, { ...licence, type: 'passport' })
  },
  documentLimitReached: async (scene) => {
    const link = await acme.requestLink(scene.proxy.origin, { maxDocuments: 1 })
    await scene.onGenerate(async (route) => {
      await generateOther(route)
      await route.continue()
    })
    await scene.tryToRegisterAt(link)
  },
  registrationInProgress: async (scene) => {
    await scene.useProxy({ upstreamTimeoutMs: 3000 })
    const link = await acme.requestLink(scene.proxy.origin, { maxDocuments: 1 })
    await scene.onGenerate(async (route) => {
      const other = generateOther(route, {}, fault('generate-hang'))
      await expect
        .poll(() => scene.sandbox.requests())
        .toContainEqual(expect.objectContaining({ path: '/akepa/document/generate', complete: true }))
      await route.continue()
      await other
    })
    await scene.tryToRegisterAt(link)
  },
  tooManyDocuments: async (scene) => {
    await scene.useProxy({ documentsPerHour: 1 })
    const link = await acme.requestLink(scene.proxy.origin)
    await scene.onGenerate(async (route) => {
      await generateOther(route)
      await route.continue()
    })
    await scene.tryToRegisterAt(link)
  },
  requestedKeyInvalid: async (scene) => {
    const link = await acme.requestLink(scene.proxy.origin)
    await scene.onGenerate(withHeaders({ 'requested-key': 'id' }))
    await scene.tryToRegisterAt(link)
  },
  entryNotOptional: async (scene) => {
    const link = await acme.requestLink(scene.proxy.origin, {
      requested: [
        { key: 'id', types: ['license'] },
        { key: 'lease', types: ['contract'], optional: true },
      ],
    })
    await scene.page.route('**/api/requested/lease/skip', (route) =>
      route.continue({ url: `${scene.proxy.origin}/api/requested/id/skip` }),
    )
    await scene.openLink(link)
    await scene.page.locator('button[name="skip"]').click()
  },
} as const satisfies Partial<Record<ErrorCode, Provocation>>
