import * as z from 'zod/mini'
import { openLogList } from './log-list.ts'

const webhookSchema = z.object({
  id: z.string(),
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.looseObject({ documentId: z.optional(z.string()) }),
})

/** Shows what is posted to the bank's back end about this customer, as it comes. */
export function openWebhooksPanel(): void {
  const list = openLogList('#webhooks')
  const known = new Set<string>()
  new EventSource('/webhooks').addEventListener('message', ({ data }: MessageEvent<string>) => {
    const webhook = webhookSchema.parse(JSON.parse(data))
    const { id, type, timestamp: at } = webhook
    // After an interruption, the stream begins anew.
    if (known.has(id)) return
    known.add(id)
    list.add({
      type,
      id,
      at,
      gist: webhook.data.documentId ?? '',
      json: JSON.stringify(webhook, undefined, 2),
    })
  })
}
