import { type StoreKeyPurpose } from './store-key.ts'

/**
 * The least dear first. A delivery that is lost, or its place in a list, is only told later, by a receipt, and a receipt that
 * its list has lost is still in its visit. Without a visit somebody may send a file twice, without the others they only
 * begin again. What isn't here is dearer still.
 */
const evictable: readonly StoreKeyPurpose[] = [
  'use',
  'handoffs',
  'handoffOf',
  'handoff',
  'code',
  'delivery',
  'deliveriesOf',
  'deliveriesDue',
  'receiptsOf',
  'visit',
]

/** The entries and lists of one share, by their purpose. Those changed last stand last. */
export class SharedRoom {
  bytes = 0
  readonly #keys = new Map<string, Set<string>>()

  add(key: string, bytes: number): void {
    const keys = this.#keys.get(purposeOf(key)) ?? new Set()
    this.#keys.set(purposeOf(key), keys.add(key))
    this.bytes += bytes
  }

  delete(key: string, bytes: number): void {
    this.#keys.get(purposeOf(key))?.delete(key)
    this.bytes -= bytes
  }

  leastDear(): string | undefined {
    const rank = (purpose: string) => {
      const found = evictable.findIndex((each) => each === purpose)
      return found === -1 ? evictable.length : found
    }
    const [[, keys] = []] = [...this.#keys]
      .filter(([, { size }]) => size > 0)
      .toSorted(([one], [other]) => rank(one) - rank(other))
    return keys?.values().next().value
  }
}

function purposeOf(key: string): string {
  return key.split(':', 1)[0] ?? ''
}
