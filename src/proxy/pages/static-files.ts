import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { type FastifyReply, type FastifyRequest } from 'fastify'
import { Failure } from '../http/answer/failure.ts'

/** The forms in which the build wrote a file, the smallest first. */
const encodings = ['br', 'gzip', 'identity'] as const
type Encoding = (typeof encodings)[number]

const endings = { '.br': 'br', '.gz': 'gzip' } as const

const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

interface StoredForm {
  readonly bytes: Buffer
  readonly etag: string
}

export interface StaticFile {
  readonly mediaType: string
  readonly forms: Readonly<Partial<Record<Encoding, StoredForm>>>
}

/** The files of a folder, by their paths with a `/` in front. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

/**
 * Reads all files of the built wizard into memory, each in the forms that the build wrote. So an answer costs no file
 * handle, however many are asked for at once. Without the folder there are none: in development Vite serves the wizard.
 */
export async function readStaticFiles(dir: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>()
  if (!existsSync(dir)) return files
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((each) => each.isFile())) {
    const place = join(entry.parentPath, entry.name)
    const stored = `/${relative(dir, place).split(sep).join('/')}`
    // What pages are made of is no file that anybody asks for.
    if (stored.includes('/.') || /\.html(?:\.\w+)?$/.test(stored)) continue
    const ending = extname(stored)
    const encoding = ending === '.br' || ending === '.gz' ? endings[ending] : 'identity'
    const path = encoding === 'identity' ? stored : stored.slice(0, -ending.length)
    const bytes = await readFile(place)
    const { forms = {} } = files.get(path) ?? {}
    const mediaType = mediaTypes[extname(path)] ?? 'application/octet-stream'
    files.set(path, { mediaType, forms: { ...forms, [encoding]: storedForm(bytes) } })
  }
  return files
}

export function storedForm(bytes: Buffer): StoredForm {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` }
}

/** Sends a file in the smallest form that the client takes, or 304 if it has that already. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: StaticFile,
): Promise<FastifyReply> {
  const form = chooseForm(file, request.headers['accept-encoding'])
  if (!form) throw new Failure('notFound')
  reply.header('ETag', form.etag)
  if (isHeld(form.etag, request.headers['if-none-match'])) return await reply.code(304).send()
  if (form.encoding !== 'identity') reply.header('Content-Encoding', form.encoding)
  return await reply.type(file.mediaType).send(form.bytes)
}

/** The smallest form of a file that a client takes (RFC 9110, 12.5.3). */
export function chooseForm(
  { forms }: StaticFile,
  acceptEncoding = '',
): (StoredForm & { readonly encoding: Encoding }) | undefined {
  const refused = new Set<string>()
  const named = new Set<string>(['identity'])
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [coding = '', weight = ''] = part.split(';', 2).map((text) => text.trim())
    if (/^q=0(?:\.0*)?$/.test(weight)) refused.add(coding)
    else named.add(coding)
  }
  for (const encoding of encodings) {
    const form = forms[encoding]
    const isTaken = (named.has(encoding) || named.has('*')) && !refused.has(encoding)
    if (form && isTaken) return { ...form, encoding }
  }
  const { identity } = forms
  return identity && { ...identity, encoding: 'identity' }
}

/** Whether a client has this form already (RFC 9110, 13.1.2). */
export function isHeld(etag: string, ifNoneMatch = ''): boolean {
  return ifNoneMatch.split(',').some((given) => ['*', etag].includes(given.trim().replace(/^W\//, '')))
}
