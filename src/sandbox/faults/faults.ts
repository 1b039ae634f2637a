/** The calls that a fault can strike. A get-token holds no document name, so no marker reaches it. */
export type Operation = 'generate' | 'upload'

/** What happens to a call when a fault strikes it. */
export type Outcome =
  | 'tokenExpired'
  | 'refused'
  | 'tooManyRequests'
  | 'failed'
  | 'unavailable'
  | 'slow'
  | 'hang'
  | 'dropBefore'
  | 'dropAfter'
  | 'garbage'
  | 'documentNotFound'
  | 'keepsPartial'

interface FaultRule {
  readonly operations: readonly Operation[]
  readonly outcome: Outcome
  readonly says: string
}

const onEitherCall = {
  '400': { outcome: 'refused', says: 'answers 400 and does nothing' },
  '429': { outcome: 'tooManyRequests', says: 'answers 429 with Retry-After: 1' },
  '500': { outcome: 'failed', says: 'answers 500 and does nothing' },
  '503': { outcome: 'unavailable', says: 'answers 503 with Retry-After: 1' },
  slow: { outcome: 'slow', says: 'takes five seconds longer' },
  hang: { outcome: 'hang', says: 'takes the request and never answers' },
  'drop-before': { outcome: 'dropBefore', says: 'cuts the connection before the work' },
  'drop-after': { outcome: 'dropAfter', says: 'does the work, then cuts the connection' },
  garbage: { outcome: 'garbage', says: 'answers 200 with HTML and does nothing' },
} as const satisfies Record<string, { outcome: Outcome; says: string }>

export type FaultName =
  | 'token-expired'
  | `${Operation}-${keyof typeof onEitherCall}`
  | 'upload-token-expired'
  | 'upload-not-found'
  | 'upload-keeps-partial'

/**
 * Every fault by the name in its marker. `token-expired` strikes generate first, so no upload follows unless the marker
 * says `once`. `upload-token-expired` strikes only the upload.
 */
export const faultRules: ReadonlyMap<string, FaultRule> = new Map<FaultName, FaultRule>([
  [
    'token-expired',
    {
      operations: ['generate', 'upload'],
      outcome: 'tokenExpired',
      says: 'answers 401, and the token of that call holds no longer',
    },
  ],
  ...rulesFor('generate'),
  ...rulesFor('upload'),
  [
    'upload-token-expired',
    {
      operations: ['upload'],
      outcome: 'tokenExpired',
      says: 'answers 401, and the token of that call holds no longer',
    },
  ],
  [
    'upload-not-found',
    { operations: ['upload'], outcome: 'documentNotFound', says: 'does not know the document ID' },
  ],
  [
    'upload-keeps-partial',
    {
      operations: ['upload'],
      outcome: 'keepsPartial',
      says: 'stores what a cut-off upload sent as if it were the file',
    },
  ],
])

function rulesFor(operation: Operation): [FaultName, FaultRule][] {
  return Object.entries(onEitherCall).map(([name, rule]) => [
    `${operation}-${name as keyof typeof onEitherCall}`,
    { operations: [operation], ...rule },
  ])
}

/**
 * Reads faults from document names. `[fault:NAME]` strikes every time. `[fault:NAME:once]` strikes the first time for
 * that exact name, and is then spent until `forget` or a restart. A name may hold several markers. A call suffers the
 * first that applies to it and is not spent, so `[fault:upload-500:once][fault:upload-429:once]` fails two uploads in two
 * ways. An unknown marker has no effect. After those of its name, a document suffers what is `set` for all.
 */
export class Faults {
  readonly #spent = new Set<string>()
  #set: string[] = []

  /** The fault that strikes this call, if any. Ask once for each call, because it spends a `once` marker. */
  strike(operation: Operation, documentName: string): Outcome | undefined {
    return this.#take(
      documentName,
      (rule) => rule.operations.includes(operation) && rule.outcome !== 'keepsPartial',
    )
  }

  /** Whether a cut-off upload is kept. Ask when an upload has been cut off, because it spends a `once` marker. */
  keepsPartial(documentName: string): boolean {
    return this.#take(documentName, (rule) => rule.outcome === 'keepsPartial') !== undefined
  }

  /** What all documents suffer from now on: names of faults, and such as `upload-500:once` for the next call alone. */
  set(faults: readonly string[]): void {
    this.#set = [...faults]
  }

  /** Those that are set, and not spent. */
  list(): readonly string[] {
    return this.#set
  }

  forget(): void {
    this.#spent.clear()
    this.#set = []
  }

  #take(documentName: string, applies: (rule: FaultRule) => boolean): Outcome | undefined {
    for (const [marker, fault, once] of documentName.matchAll(/\[fault:([a-z0-9-]+)(:once)?\]/g)) {
      const rule = faultRules.get(fault ?? '')
      const spending = `${marker} ${documentName}`
      if (!rule || !applies(rule) || this.#spent.has(spending)) continue
      if (once) this.#spent.add(spending)
      return rule.outcome
    }
    for (const [index, entry] of this.#set.entries()) {
      const [fault = '', once] = entry.split(':')
      const rule = faultRules.get(fault)
      if (!rule || !applies(rule)) continue
      if (once) this.#set.splice(index, 1)
      return rule.outcome
    }
    return undefined
  }
}

export function isFault(text: string): boolean {
  const [name = ''] = text.split(':once')
  return faultRules.has(name) && (text === name || text === `${name}:once`)
}
