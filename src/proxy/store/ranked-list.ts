import { type Share } from './store.ts'

/** What a member takes beside its text. */
const memberBytes = 100

/** Members with their scores. */
export class RankedList {
  endsAt = Infinity
  readonly share: Share
  readonly #scores = new Map<string, number>()
  #last = 0
  #bytes = 0

  constructor(share: Share) {
    this.share = share
  }

  get scores(): ReadonlyMap<string, number> {
    return this.#scores
  }

  /** About what its members take. */
  get bytes(): number {
    return this.#bytes
  }

  set(member: string, score: number): void {
    if (!this.#scores.has(member)) this.#bytes += memberBytes + member.length
    this.#scores.set(member, score)
  }

  delete(member: string): void {
    if (this.#scores.delete(member)) this.#bytes -= memberBytes + member.length
  }

  deleteFirst(): void {
    const [first] = this.#scores.keys()
    if (first !== undefined) this.delete(first)
  }

  clear(): void {
    this.#scores.clear()
    this.#bytes = 0
  }

  /** The oldest stand first, as long as nothing else is written here. */
  append(member: string, at: number, { oldest, most }: { oldest: number; most: number }): void {
    this.#last = Math.max(at, this.#last + 1)
    this.delete(member)
    this.set(member, this.#last)
    for (const [first, score] of this.#scores) {
      if (score >= oldest && this.#scores.size <= most) return
      this.delete(first)
    }
  }
}
