/** RFC 5646, 4.4.1, asks for room for 35; the extensions that browsers know (calendar, digits, hours) take some more. */
const longestTag = 100

/**
 * Whether browsers can write numbers and dates by it (BCP 47): they throw at any other. Engines compare each subtag with
 * each, in quadratic time: a longer text is not shown to them.
 */
export function isLanguageTag(text: string): boolean {
  if (text.length > longestTag) return false
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}
