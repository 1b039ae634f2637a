/** Whether browsers can write numbers and dates by it (BCP 47): they throw at any other. */
export function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}
