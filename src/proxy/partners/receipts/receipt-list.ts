import * as z from 'zod/mini'
import { seal, unseal } from '../../codes/sealed-terms.ts'
import { deriveKey } from '../../sessions/derived-key.ts'
import { type Store, type Together } from '../../store/store.ts'
import { storeKey } from '../../store/store-key.ts'
import { type Owner } from '../../visits/visits.ts'

/** How long a receipt can be asked for again. */
export const receiptsListedMs = 7 * 24 * 60 * 60_000
/** Of one partner. The oldest give room. */
const mostListed = 100_000
const pageLength = 100
const purpose = 'receipts of a partner'

const listedSchema = z.object({ reference: z.string(), documentId: z.string() })
type Listed = z.infer<typeof listedSchema>

interface ReceiptPage {
  /** Whose receipts of which documents stand here, the oldest first. */
  readonly listed: readonly Listed[]
  /** The place of the last one, or the one that was asked for. */
  readonly place: number
  readonly hasMore: boolean
}

/**
 * Which of a partner's customers have got receipts, in the order in which the store has learned of them. What a receipt
 * says stands in its visit. A customer's reference is kept in the clear nowhere, so here it is sealed.
 */
export interface ReceiptList {
  /** What is written along with a visit in which these documents have got their files. */
  written(owner: Owner, documentIds: readonly string[], now: number): NonNullable<Together['appended']>
  /** Those after a place: a time by the store's clock in milliseconds, and no two have the same. */
  page(partner: string, after: number): Promise<ReceiptPage>
}

export function createReceiptList(
  store: Store,
  secrets: readonly string[],
  most: number = mostListed,
): ReceiptList {
  const keys = secrets.map((secret) => Buffer.from(deriveKey('receiptList', secret)).toString('base64url'))
  const [newest] = keys
  if (newest === undefined) throw new TypeError('A list of receipts needs a secret')

  /** Nothing where the secret is not among ours any more. */
  function read(member: string): Listed[] {
    for (const key of keys) {
      try {
        return [listedSchema.parse(unseal(member, purpose, key))]
      } catch {
        // Sealed by another of them.
      }
    }
    return []
  }

  return {
    written: ({ partner, sub: reference }, documentIds, at) =>
      documentIds.map((documentId) => ({
        list: listOf(partner),
        member: seal({ reference, documentId } satisfies Listed, purpose, newest),
        at,
        keptMs: receiptsListedMs,
        most,
      })),
    async page(partner, after) {
      const oldest = (await store.now()) - receiptsListedMs
      const found = await store.rankedAfter(listOf(partner), {
        after: Math.max(after, oldest),
        most: pageLength + 1,
      })
      const page = found.slice(0, pageLength)
      return {
        listed: page.flatMap(({ member }) => read(member)),
        place: page.at(-1)?.score ?? after,
        hasMore: found.length > pageLength,
      }
    },
  }
}

function listOf(partner: string | null): string {
  return storeKey('receiptsOf', partner)
}
