import * as z from 'zod/mini'

/**
 * Small values that the wizard's first view parses. zod's own checks for them would add 1 kB to what every person
 * loads; code that no browser loads uses those. For the same reason, one of several texts is a `z.literal` with a list,
 * and one of several objects a plain `z.union`: `z.enum` and `z.discriminatedUnion` would add 0.2 and 0.4 kB beside them.
 */

/** A moment as the proxy writes it (ISO 8601). */
export const instantSchema = z
  .string()
  .check(z.refine((text) => Number.isFinite(Date.parse(text)), { error: 'not a time' }))

export const wholeNumberSchema = z
  .number()
  .check(z.refine((value) => Number.isSafeInteger(value), { error: 'not a whole number' }))

/** A whole number above zero. */
export const countSchema = z
  .number()
  .check(z.refine((value) => Number.isSafeInteger(value) && value > 0, { error: 'not a count' }))

export const urlSchema = z.string().check(z.refine(isUrl, { error: 'not a URL' }))

function isUrl(text: string): boolean {
  try {
    return new URL(text).href !== ''
  } catch {
    return false
  }
}
