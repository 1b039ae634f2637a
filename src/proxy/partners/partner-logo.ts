import { readFileSync } from 'node:fs'
import { identifyFormat } from '../../contract/image/file-format.ts'
import { PngWalk } from '../../contract/image/png-walk.ts'

/** A partner's logo, as the proxy serves it. */
export interface PartnerLogo {
  readonly extension: keyof typeof judges
  readonly bytes: Buffer
}

/** People on a slow line wait for it, and the proxy keeps it in memory. */
const maxLogoKilobytes = 100
const maxLogoBytes = maxLogoKilobytes * 1000

const svgNamespace = 'http://www.w3.org/2000/svg'

/** What a file of the format lacks. */
const judges = {
  // Without its namespace no browser shows it as an image.
  svg: (bytes: Buffer) =>
    bytes.includes(svgNamespace) && /<\/(?:svg:)?svg\s*>\s*$/.test(bytes.subarray(-100).toString())
      ? undefined
      : `lacks its end or its namespace, ${svgNamespace}`,
  png: (bytes: Buffer) => {
    const walk = new PngWalk()
    return (walk.push(bytes) ?? walk.end()) && 'is damaged or cut off'
  },
  // RFC 9649, 2.4: the size is that of all that follows it.
  webp: (bytes: Buffer) => (bytes.readUInt32LE(4) + 8 === bytes.length ? undefined : 'is damaged or cut off'),
}

/** Reads a logo. Answers it, or what is wrong with the file: it has to be what it says by its bytes, not by its name. */
export function readLogo(path: string): { readonly logo: PartnerLogo } | { readonly mistake: string } {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { mistake: `can't be read (${code ?? 'unknown'})` }
  }
  const wanted = `must be an SVG, PNG or WebP of at most ${maxLogoKilobytes} kB, and`
  if (bytes.length > maxLogoBytes) return { mistake: `${wanted} has ${bytes.length} bytes` }
  const format = identifyFormat(bytes)
  if (!isLogoFormat(format))
    return { mistake: `${wanted} is ${found[format] ?? `a file of the kind ${format}`}` }
  const lack = judges[format](bytes)
  if (lack) return { mistake: `${wanted} begins as ${format.toUpperCase()}, but ${lack}` }
  return { logo: { extension: format, bytes } }
}

const found: Readonly<Record<string, string>> = { empty: 'empty', unknown: 'no picture that is known here' }

function isLogoFormat(format: string): format is keyof typeof judges {
  return Object.hasOwn(judges, format)
}
