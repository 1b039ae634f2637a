import { type FrameMessage, type Versioned, type WindowMessage } from '../contract/frame/bridge.ts'

/** The protocol's version. The SDK imports only types from the contract; this one allows no other number. */
export const version: Versioned<unknown>['version'] = 1

type KindOf<Value> = Value extends readonly string[]
  ? 'strings'
  : Value extends readonly { readonly key: string; readonly state: string }[]
    ? 'entries'
    : Value extends string
      ? 'string'
      : Value extends number
        ? 'number'
        : Value extends boolean
          ? 'boolean'
          : never
type Optional<Message, Property extends keyof Message> = object extends Pick<Message, Property> ? '?' : ''
type ShapeOf<Message> = {
  readonly [
    Property in Exclude<keyof Message, 'type'>
  ]-?: `${KindOf<NonNullable<Message[Property]>>}${Optional<Message, Property>}`
}
type Shapes = { readonly [Type in FrameMessage['type']]: ShapeOf<Extract<FrameMessage, { type: Type }>> }

const fact = { id: 'string', at: 'string' } as const
const document = {
  documentId: 'string',
  documentType: 'string',
  extension: 'string',
  reference: 'string?',
} as const

/** The contract's `FrameMessage` once more, for a small parser. It compiles only where both list the same. */
const shapes = new Map<unknown, Readonly<Record<string, string>>>(
  Object.entries({
    ready: fact,
    step: { ...fact, step: 'string', documentId: 'string?' },
    generated: { ...fact, ...document },
    uploaded: {
      ...fact,
      ...document,
      bytes: 'number',
      receipt: 'string',
      requestKey: 'string?',
      side: 'number?',
    },
    completed: { ...fact, documentIds: 'strings', requested: 'entries?', reference: 'string?' },
    busy: { ...fact, busy: 'boolean' },
    error: {
      ...fact,
      code: 'string',
      retryable: 'boolean?',
      actor: 'string?',
      requestId: 'string?',
      documentId: 'string?',
    },
    sessionExpired: fact,
    resize: { heightPx: 'number' },
    sessionRequest: {},
  } satisfies Shapes),
)

/** `data` as a message; undefined where it is none. */
export function parseFrameMessage(data: unknown): FrameMessage | undefined {
  return isVersioned(data) ? listedOnly(data) : undefined
}

/**
 * The message with its listed properties alone; undefined where one of them is missing or of another kind. The SDK
 * hands out no others. The frame puts what it sends through here too, so that no others leave it.
 */
export function listedOnly(given: object): FrameMessage | undefined {
  const properties = new Map<string, unknown>(Object.entries(given))
  const type = properties.get('type')
  const shape = shapes.get(type)
  if (!shape) return undefined
  const listed = Object.entries(shape).filter(
    ([property, kind]) => properties.get(property) !== undefined || !kind.endsWith('?'),
  )
  if (!listed.every(([property, kind]) => isOfKind(properties.get(property), kind))) return undefined
  const entries = listed.map(([property, kind]) => [property, kept(properties.get(property), kind)] as const)
  return { type, ...Object.fromEntries(entries) } as FrameMessage
}

/** `data`, which came through the window, as a message; undefined where it is none that goes that way. */
export function parseWindowMessage(data: unknown): WindowMessage | undefined {
  if (!isVersioned(data)) return undefined
  if (data.type === 'announce') return { type: 'announce' }
  const message = listedOnly(data)
  return message?.type === 'error' ? message : undefined
}

function isVersioned(data: unknown): data is { readonly type?: unknown } {
  return (Object(data) as { readonly version?: unknown }).version === version
}

function isOfKind(value: unknown, kind: string): boolean {
  if (kind === 'strings') return Array.isArray(value) && value.every(isString)
  if (kind === 'entries?') return Array.isArray(value) && value.every(isEntry)
  return kind.startsWith(typeof value) && (typeof value !== 'number' || Number.isFinite(value))
}

function isString(item: unknown): boolean {
  return typeof item === 'string'
}

interface Entry {
  readonly key?: unknown
  readonly state?: unknown
}

function isEntry(item: unknown): boolean {
  const { key, state } = Object(item) as Entry
  return isString(key) && isString(state)
}

/** A list's entries have listed properties too. */
function kept(value: unknown, kind: string): unknown {
  return kind === 'entries?' ? (value as readonly Entry[]).map(({ key, state }) => ({ key, state })) : value
}
