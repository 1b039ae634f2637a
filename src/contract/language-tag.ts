/** RFC 5646, 4.4.1, asks for room for 35; the extensions that browsers know (calendar, digits, hours) take some more. */
const longestTag = 100

/**
 * Whether a text is a language tag (BCP 47). Browsers write numbers and dates by one, and throw at any other text.
 * Engines compare each subtag with each other one, in quadratic time, so a longer text is not shown to them.
 */
export function isLanguageTag(text: string): boolean {
  if (text.length > longestTag) return false
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}
