import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { type GenerateRequest } from '../../../contract/document/document.ts'
import { fileHashHeader, idempotencyKeyHeader, uploadTicketHeader } from '../../../contract/file.ts'
import { type Answer, call } from '../../../testing/call.ts'
import { formOf } from '../../../testing/forms.ts'
import { sha256Of } from '../../../testing/sha256-of.ts'

export const licence: GenerateRequest = {
  workflow: 'PERSONAL',
  name: 'license',
  extension: 'jpg',
  type: 'license',
}

export async function openGuestSession(
  origin: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const { body } = await call(`${origin}/api/sessions/guest`, { headers })
  return String(body.data['session'])
}

export function generate(
  origin: string,
  session: string,
  request: unknown = licence,
  idempotencyKey?: string,
  replacedTicket?: string,
  signal?: AbortSignal,
): Promise<Answer> {
  return call(`${origin}/api/akepa/document/generate`, {
    signal: signal ?? null,
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${session}`,
      ...(idempotencyKey !== undefined && { [idempotencyKeyHeader]: idempotencyKey }),
      ...(replacedTicket !== undefined && { [uploadTicketHeader]: replacedTicket }),
    },
    body: JSON.stringify(request),
  })
}

export interface Registered {
  readonly session: string
  readonly id: string
  readonly ticket: string
}

/** A guest session with one document registered in it. */
export async function register(origin: string, request: GenerateRequest = licence): Promise<Registered> {
  const session = await openGuestSession(origin)
  return registerIn(origin, session, request)
}

export async function registerIn(
  origin: string,
  session: string,
  request: GenerateRequest = licence,
): Promise<Registered> {
  const { headers, body } = await generate(origin, session, request)
  return { session, id: String(body.data['id']), ticket: headers.get(uploadTicketHeader) ?? '' }
}

export function upload(
  origin: string,
  { session, id, ticket }: Registered,
  file: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Answer> {
  return call(`${origin}/api/akepa/document/upload/${id}`, {
    headers: { Authorization: `Bearer ${session}`, [uploadTicketHeader]: ticket, ...headers },
    body: formOf(file),
    ...(signal && { signal }),
  })
}

export function hashHeader(file: Uint8Array): Record<string, string> {
  return { [fileHashHeader]: sha256Of(file) }
}

/** An image of `side` × `side` pixels. It is noise, so its bytes don't compress away. */
export async function makeImage(format: 'jpeg' | 'png', side = 64): Promise<Buffer<ArrayBuffer>> {
  const raw = { width: side, height: side, channels: 3 } as const
  const picture = sharp(randomBytes(side * side * 3), { raw })
  const bytes = await (format === 'jpeg' ? picture.jpeg({ quality: 95 }) : picture.png()).toBuffer()
  return Buffer.from(bytes)
}
