import * as z from 'zod/mini'

/** A time in milliseconds by the store's clock. */
const timeSchema = z.number()

/**
 * What the store keeps of a code. Without the code nobody can read what it stands for.
 *
 * | entry     | the key that opened it                    | another key, or none                   |
 * | --------- | ----------------------------------------- | -------------------------------------- |
 * | unopened  | opens it                                  | opens it                               |
 * | opened    | the same opening again, while that lasts  | used; if it is reusable, opens it anew |
 * | its day is over | the same opening again, while that lasts | ended                             |
 */
export const codeEntrySchema = z.object({
  issuedAt: timeSchema,
  /** Until when it can be opened. */
  endsAt: timeSchema,
  opensForMs: z.number(),
  isReusable: z.boolean(),
  /** The terms, encrypted. */
  sealed: z.string(),
  /** The last opening. Without a key, nobody can ask for it again. */
  opening: z.optional(z.object({ count: z.int(), keyHash: z.optional(z.string()), endsAt: timeSchema })),
})
export type CodeEntry = z.infer<typeof codeEntrySchema>
type Opening = NonNullable<CodeEntry['opening']>

type CodeStep =
  /** Made anew, so it has to be stored. */
  | { readonly status: 'opened'; readonly opening: Opening; readonly entry: CodeEntry }
  | { readonly status: 'openAlready'; readonly opening: Opening }
  | { readonly status: 'used' }
  | { readonly status: 'ended' }

/** What becomes of a code when somebody redeems it. Every rule about codes stands here. */
export function openCode(entry: CodeEntry, keyHash: string | undefined, now: number): CodeStep {
  const { opening, isReusable } = entry
  const isSameKey = keyHash !== undefined && opening?.keyHash === keyHash
  if (opening && isSameKey && opening.endsAt > now) return { status: 'openAlready', opening }
  if (entry.endsAt <= now || (isSameKey && !isReusable)) return { status: 'ended' }
  if (opening && !isReusable) return { status: 'used' }
  const next: Opening = {
    count: (opening?.count ?? 0) + 1,
    ...(keyHash !== undefined && { keyHash }),
    endsAt: wholeSeconds(now + entry.opensForMs),
  }
  return { status: 'opened', opening: next, entry: { ...entry, opening: next } }
}

/** How long the entry is still needed. */
export function keptUntil({ endsAt, opening }: CodeEntry): number {
  return Math.max(endsAt, opening?.endsAt ?? 0)
}

/** As a JWT's `exp` has them, so that an answer and a token name the same time. */
export function wholeSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000
}
