import { cp } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { verifyWebhook } from '../../backend/backend.ts'
import { generate, registerIn, upload } from '../../proxy/testing/requests/proxy-client.ts'
import { testPartner } from '../../start/test-partner.ts'
import { serve } from '../../testing/serve.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { testFiles } from '../files.ts'
import { type RunningWizard, startWizard, type WizardOptions } from './running-wizard.ts'

async function start(options: WizardOptions = {}): Promise<RunningWizard> {
  const dist = await temporaryFolder()
  await cp(resolve('src/portal/page'), join(dist, 'portal'), { recursive: true })
  const wizard = await startWizard(options, dist)
  onTestFinished(wizard.close)
  return wizard
}

/** What a page does of itself. */
async function send(wizard: RunningWizard, reference: string) {
  const { session } = await wizard.backend.createSession({ reference })
  const registered = await registerIn(wizard.origin, session)
  const answer = await upload(wizard.origin, registered, new Uint8Array(testFiles.goodJpg().buffer))
  return { documentId: registered.id, status: answer.status }
}

it('the kit’s wizard takes documents by the proxy’s settings, tells of them by webhooks, fails on demand, and ends a session after seconds', async () => {
  const forwarded: string[] = []
  const own = await serve((request, response) => {
    void text(request)
      .then((body) => verifyWebhook(body, request.headers, testPartner.webhookSecret))
      .then(({ id }) => forwarded.push(id))
      .then(() => response.end())
  })
  onTestFinished(own.close)
  const wizard = await start({
    webhookUrl: `${own.origin}/webhooks`,
    settings: { MAX_FILE_BYTES: '500' },
  })
  const { documentId, status } = await send(wizard, 'customer-1')
  expect(status).toBe(200)
  expect(await wizard.sandbox.documents()).toMatchObject([{ id: documentId, uploadStatus: true }])
  await expect.poll(() => forwarded).toHaveLength(1)
  const webhooks = wizard.webhooks()
  expect(webhooks).toMatchObject([
    { type: 'document.uploaded', data: { documentId, reference: 'customer-1' } },
  ])
  expect(forwarded).toEqual([webhooks[0]?.id])
  const [receipt = ''] = await wizard.backend.receipts('customer-1')
  expect(await wizard.backend.verifyReceipt(receipt, { reference: 'customer-1' })).toMatchObject({
    documentId,
  })

  const { session } = await wizard.backend.createSession({ reference: 'customer-2' })
  const large = new Uint8Array(testFiles.jpgOfSize(1000).buffer)
  const refused = await upload(wizard.origin, await registerIn(wizard.origin, session), large)
  expect(refused.status).toBe(413)
  await wizard.sandbox.fail('generate-500:once')
  expect((await generate(wizard.origin, session)).status).toBe(502)
  expect((await generate(wizard.origin, session)).status).toBe(200)
  const short = await wizard.backend.createSession({ reference: 'customer-2', ttlSeconds: 1 })
  await expect
    .poll(async () => (await generate(wizard.origin, short.session)).body.code, { interval: 200 })
    .toBe('sessionExpired')

  await wizard.clear()
  expect([await wizard.sandbox.documents(), wizard.webhooks()]).toEqual([[], []])
})

it('the kit’s wizard that can’t start leaves nothing listening, and says why', async () => {
  const taken = await serve()
  onTestFinished(taken.close)
  const port = Number(new URL(taken.origin).port)
  await expect(start({ port })).rejects.toThrow(`Port ${port} is taken`)
  await expect(start({ settings: { MAX_UPLOADS: '0' } })).rejects.toThrow('MAX_UPLOADS must be')
})
