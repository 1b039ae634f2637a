import * as z from 'zod/mini'
import { handoffErrandSchema } from '../../contract/api/handoff.ts'
import { createRandomId } from '../../browser/random-id.ts'
import { tabSessionStorage } from '../visit/kept/tab-storage.ts'

/** What the phone's tab keeps, so that a reload at any moment leads back to the same place. */
const placeSchema = z.object({
  code: z.string(),
  /** To redeem the code with. It gives the same answer again, if the first one was lost. */
  key: z.string(),
  joined: z.optional(
    z.object({
      session: z.string(),
      id: z.string(),
      errand: handoffErrandSchema,
      partner: z.nullable(z.string()),
      sandbox: z.boolean(),
    }),
  ),
  /** The partner's own words on what comes after an upload. Nobody has them before the desktop's yes. */
  afterwards: z.optional(z.string()),
})
export type PhonePlace = z.infer<typeof placeSchema>

const keptSchema = z.object({ phone: placeSchema })

/** Where the tab was, or the beginning with another code. Undefined if the tab has kept nothing that can be read. */
export function openPlace(code: string | undefined): PhonePlace | undefined {
  const kept = keptSchema.safeParse(tabSessionStorage.load()).data?.phone
  if (code === undefined || code === kept?.code) return kept
  const place = { code, key: createRandomId() }
  keepPlace(place)
  return place
}

export function keepPlace(place: PhonePlace): void {
  tabSessionStorage.save({ phone: place })
}
