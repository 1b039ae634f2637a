import { type Log } from '../http/record/log.ts'
import { type Metrics } from '../http/record/metrics.ts'
import { type Partner } from '../partners/partners.ts'
import { type ReceiptList } from '../partners/receipts/receipt-list.ts'
import { type Receipts } from '../partners/receipts/receipts.ts'
import { type Store } from '../store/store.ts'
import { type News } from '../visits/visits.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { type Endpoints } from './endpoint.ts'
import { createNews } from './facts.ts'
import { createSender, type Sender, type Target } from './sender.ts'

interface WebhooksOptions {
  readonly partners: readonly Partner[]
  readonly store: Store
  readonly receipts: Receipts
  readonly receiptList: ReceiptList
  readonly endpoints: Endpoints
  readonly metrics: Metrics
  readonly log: Log
}

export interface Webhooks {
  readonly news: News
  readonly deliveries: Deliveries
  readonly sender: Sender
}

/** Tells partners of what becomes of their customers' documents. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { partners, store, receipts, receiptList, endpoints, metrics, log } = options
  const targets = partners.flatMap(targetOf)
  const names = targets.map(({ partner }) => partner)
  const deliveries = createDeliveries(store)
  metrics.readWebhooksWaiting(async () => {
    const counts = await Promise.all(names.map((partner) => deliveries.countWaiting(partner)))
    return counts.reduce((sum, count) => sum + count, 0)
  })
  return {
    news: createNews({ receipts, receiptList, deliveries, isTold: (partner) => names.includes(partner) }),
    deliveries,
    sender: createSender({ targets, deliveries, endpoints, metrics, log }),
  }
}

function targetOf({ id, webhookUrl, webhookSecret }: Partner): Target[] {
  if (webhookUrl === undefined || webhookSecret === undefined) return []
  return [{ partner: id, url: webhookUrl, secrets: [webhookSecret].flat() }]
}
