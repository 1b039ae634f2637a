import { dirname, resolve } from 'node:path'
import { issueInWords } from '../http/answer/issue-in-words.ts'
import { readLogo } from './partner-logo.ts'
import { type Partner, type PartnerEntry, partnersFileSchema } from './partners.ts'
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
  const parsed = partnersFileSchema.safeParse(content, { reportInput: true })
  if (parsed.success) return withLogos(parsed.data.partners, dirname(path))
  return {
    mistakes: parsed.error.issues.map(
      (issue) => `${placeOf(issue.path)}: ${issueInWords(issue)}${partnerAndValue(content, issue.path)}`,
    ),
  }
}

/** Logos are files beside the partners' own, so that one folder holds what an operator mounts. */
function withLogos(entries: readonly PartnerEntry[], folder: string) {
  const mistakes: string[] = []
  const partners = entries.map(({ logo: path, ...partner }, index): Partner => {
    if (path === undefined) return partner
    const file = readLogo(resolve(folder, path))
    if ('logo' in file) return { ...partner, logo: file.logo }
    mistakes.push(`partners[${index}].logo: ${file.mistake} (${partner.id}: ${JSON.stringify(path)})`)
    return partner
  })
  return mistakes.length > 0 ? { mistakes } : { partners }
}

/** Such as ` (acme: "https://*.example")`. No other values than addresses are shown: there are secrets' hashes and names. */
function partnerAndValue(content: unknown, path: readonly PropertyKey[]): string {
  const id = valueAt(content, [...path.slice(0, 2), 'id'])
  const isAddress = ['origins', 'returnUrls', 'privacyUrl', 'supportUrl'].includes(String(path[2]))
  const shown = [
    ...(typeof id === 'string' ? [id] : []),
    ...(isAddress ? [JSON.stringify(valueAt(content, path))] : []),
  ]
  return shown.length === 0 ? '' : ` (${shown.join(': ')})`
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  let value = content
  for (const key of path) value = (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key]
  return value
}

/** Such as `partners[0].origins[1]`. */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}
