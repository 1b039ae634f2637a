import { type Partner, partnersFileSchema } from './partners.ts'
import { readSettingsFile } from '../settings/settings-file.ts'

/** Reads PARTNERS_FILE. Answers the partners, or every mistake in the file with its place. */
export function readPartnersFile(path: string): { partners: readonly Partner[] } | { mistakes: string[] } {
  const file = readSettingsFile(path)
  if ('mistake' in file) return { mistakes: [file.mistake] }
  let content: unknown
  try {
    content = JSON.parse(file.text)
  } catch {
    return { mistakes: ['is not JSON'] }
  }
  const parsed = partnersFileSchema.safeParse(content)
  if (parsed.success) return parsed.data
  return { mistakes: parsed.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`) }
}

/** Such as `partners[0].origins[1]`. */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}
