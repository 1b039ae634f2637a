import { onTestFinished } from 'vitest'
import { createLog } from '../http/record/log.ts'
import { createMetrics } from '../http/record/metrics.ts'
import { createReceiptKey } from '../partners/receipts/receipt-keys.ts'
import { createReceiptList } from '../partners/receipts/receipt-list.ts'
import { createReceipts } from '../partners/receipts/receipts.ts'
import { type Store } from '../store/store.ts'
import { createVisits, type Owner } from '../visits/visits.ts'
import { createEndpoints } from '../webhooks/endpoint.ts'
import { createWebhooks } from '../webhooks/webhooks.ts'
import { sha256Of } from '../../testing/sha256-of.ts'
import { endpointSecret } from './scripted-endpoint.ts'

export const customer: Owner = { partner: 'acme', sub: 'customer-1' }
const acme = { displayName: 'Acme Bank', origins: [], apiKeySha256: [], returnUrls: [], defaults: {} }
const receiptKeys = [createReceiptKey()]
const timeoutMs = 250

/** A replica's webhooks and visits, without a server. `acme` is told at the URL, and `other` has no webhook. */
export async function webhookReplica(store: Store, webhookUrl: string) {
  const receipts = await createReceipts(receiptKeys)
  const receiptList = createReceiptList(store, ['a secret of the tests, of forty characters'])
  const metrics = createMetrics()
  const webhooks = createWebhooks({
    partners: [
      { ...acme, id: 'acme', webhookUrl, webhookSecret: endpointSecret },
      { ...acme, id: 'other' },
    ],
    store,
    receipts,
    receiptList,
    endpoints: createEndpoints({ allowsPrivate: true, timeoutMs }),
    metrics,
    log: createLog('silent'),
  })
  onTestFinished(() => webhooks.sender.close())
  const visits = createVisits(store, webhooks.news)
  /** Confirms a document's file. */
  const confirm = async (id: string, owner: Owner = customer, key?: string) => {
    const file = {
      ...registered(id, key),
      bytes: 3,
      sha256: sha256Of(Buffer.from(id)),
      uploadedAt: Date.now(),
    }
    const { receipt, signature } = receipts.sign(owner, file)
    await visits.change(owner, { type: 'fileConfirmed', ...file, signature })
    return receipt
  }
  /** A document comes into the visit, and its file is about to come. */
  const begin = (id: string, owner: Owner = customer, key?: string) =>
    visits.change(owner, { type: 'uploadBegun', holder: `upload of ${id}`, ...registered(id, key) })
  const end = (id: string, owner: Owner = customer) =>
    visits.change(owner, {
      type: 'uploadFailed',
      documentId: id,
      holder: `upload of ${id}`,
      code: 'fileNotFound',
    })
  return { ...webhooks, receiptList, metrics, visits, confirm, begin, end }
}

function registered(id: string, key?: string) {
  const document = {
    id,
    uploadStatus: false,
    workflow: 'PERSONAL',
    extension: 'jpg',
    type: 'license',
  } as const
  const requested = key === undefined ? undefined : ({ key, side: 1 } as const)
  return { document, registeredAs: 'jpg', ...(requested && { requested }), terms: 'none' } as const
}
