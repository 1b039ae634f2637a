import { createHash } from 'node:crypto'
import { type Partner } from '../partners/partners.ts'
import { type StaticFile, type StaticFiles, storedForm } from './static-files.ts'

const mediaTypes = { svg: 'image/svg+xml', png: 'image/png', webp: 'image/webp' } as const

/** A logo's address has a hash of its content, so that a browser keeps it and yet sees a new one at once. */
export const logoFolder = '/logos/'

/** An SVG that is opened by itself is a document: whatever is in it runs no script, loads nothing and is of no origin. */
export const logoPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

export function logoFiles(partners: readonly Partner[]): StaticFiles {
  return new Map(
    partners.flatMap(({ id, logo }) => {
      if (!logo) return []
      const file: StaticFile = {
        mediaType: mediaTypes[logo.extension],
        forms: { identity: storedForm(logo.bytes) },
      }
      return [[logoPath(id, logo), file] as const]
    }),
  )
}

function logoPath(id: string, { extension, bytes }: NonNullable<Partner['logo']>): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  return `${logoFolder}${id}-${hash}.${extension}`
}

/** The names of what a partner may have, each with its mark around what the build has put into the page for it. */
const parts = ['partner', 'logo', 'privacyUrl', 'supportUrl'] as const

/** Fills in what a partner has, as text or as an attribute, and leaves out the places for the rest. */
export function fillIn(template: string, partner: Partner | undefined): string {
  const { logo, privacyUrl, supportUrl } = partner ?? {}
  const hasAny = logo !== undefined || privacyUrl !== undefined || supportUrl !== undefined
  const values: Readonly<Record<(typeof parts)[number], string | undefined>> = {
    partner: hasAny ? partner?.displayName : undefined,
    logo: partner && logo && logoPath(partner.id, logo),
    privacyUrl,
    supportUrl,
  }
  const kept = parts.reduce(
    (html, part) => (values[part] === undefined ? without(part, html) : html),
    template,
  )
  return kept
    .replace(/<!--\/?[a-zA-Z]+-->/g, '')
    .replace(/\{(partner|logo|privacyUrl|supportUrl)\}/g, (_whole, part: (typeof parts)[number]) =>
      escapeHtml(values[part] ?? ''),
    )
}

/** The page without what stands between the marks of one name. */
export function without(name: string, template: string): string {
  const [before = '', ...rest] = template.split(`<!--${name}-->`)
  const kept = rest.map((part) => part.slice(part.indexOf(`<!--/${name}-->`) + `<!--/${name}-->`.length))
  return [before, ...kept].join('')
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
