/**
 * What a partner's page sees of the wizard in its frame: the events it is told of and the look it may give it. This
 * file imports nothing, because its types are published as they stand, with a package that installs nothing.
 *
 * No event says who the person is or what they wrote: there are IDs, types, sizes, times, and the partner's own
 * reference. Texts that a later version may extend (steps, types, codes) are open, because the page's copy of the
 * SDK may be older than the wizard.
 */
interface EventFacts {
  /**
   * The same for the same fact, however often it is told. A fact that the frame repeats after a reload reaches a
   * callback once per mount. When a fact is told to a later mount, your page can recognise it by its `id`.
   */
  readonly id: string
  /**
   * When it happened: ISO 8601, UTC. By the clock of the person's device, which may be wrong; an `uploaded` event has
   * the server's time, the same as its receipt.
   */
  readonly at: string
}

/** The wizard stands in the frame and can be used. */
export interface ReadyEvent extends EventFacts {
  readonly type: 'ready'
}

/** The person sees another step. */
export interface StepEvent extends EventFacts {
  readonly type: 'step'
  readonly step:
    | 'list'
    | 'resume'
    | 'workflow'
    | 'type'
    | 'details'
    | 'file'
    | 'receipt'
    | 'finished'
    | (string & {})
  /** The document the step is about, once it has an ID. */
  readonly documentId?: string
}

interface DocumentFacts {
  /** ConnectFi's ID of the document: the one to keep, and to link to the customer afterwards. */
  readonly documentId: string
  /** ConnectFi's type of the document, such as `license`. */
  readonly documentType: string
  /** The registered format: `jpg` or `png`. */
  readonly extension: string
  /** The partner's own reference for the customer, as given when the session was made. */
  readonly reference?: string
}

/** A document was registered and has its ID; there is no file behind it yet. */
export interface GeneratedEvent extends EventFacts, DocumentFacts {
  readonly type: 'generated'
}

/** The document's file has arrived whole. */
export interface UploadedEvent extends EventFacts, DocumentFacts {
  readonly type: 'uploaded'
  /** Size of the file. */
  readonly bytes: number
  /**
   * Signed proof of the upload (a compact JWS), for the partner's back end to verify. Whoever uses a page can forge an
   * event in it; nobody can forge a receipt.
   */
  readonly receipt: string
  /** The key of the entry of `requested` that it is for, and which side of it. */
  readonly requestKey?: string
  readonly side?: 1 | 2
}

/** The person has said that they are done. */
export interface CompletedEvent extends EventFacts {
  readonly type: 'completed'
  /** Every document uploaded in this visit, oldest first. */
  readonly documentIds: readonly string[]
  /** What has become of each entry of `requested`, in earlier visits too. */
  readonly requested?: readonly { readonly key: string; readonly state: 'done' | 'skipped' | 'open' }[]
  /** The partner's own reference for the customer. */
  readonly reference?: string
}

/** Work began or ended that is lost, or must be repeated, if the page goes away now. */
export interface BusyEvent extends EventFacts {
  readonly type: 'busy'
  readonly busy: boolean
}

/** Something failed. The person has been told, in words, what they can do; nothing is over for good. */
export interface UploadErrorEvent extends EventFacts {
  readonly type: 'error'
  /**
   * A code of the API (`src/errors/README.md`), one of the wizard's own, or one of the SDK's.
   *
   * The wizard's are `connectionLost`, `answerUnreadable`, `partNotLoaded` where one of its scripts did not come,
   * `customerChanged` where the `session` function gave a session of another customer, for whom the wizard then begins
   * anew, `hostUnreachable` where the page was silent for 20 seconds, and `unexpected` where the wizard itself is at
   * fault. The SDK's are:
   * - `frameUnreachable`: nothing came up in the frame. If the wizard does later, `ready` follows.
   * - `sessionUnavailable`: the `session` function failed or gave no text. It is called again when the person tries
   *   again.
   */
  readonly code: 'frameUnreachable' | 'sessionUnavailable' | (string & {})
  /** Whether the very same can succeed when it is tried again. Missing in the events of an older wizard. */
  readonly retryable?: boolean
  /** Who can do something about it: `person`, `partner` or `operator`. */
  readonly actor?: 'person' | 'partner' | 'operator' | (string & {})
  /** Names the failed request in the operator's logs. */
  readonly requestId?: string
  readonly documentId?: string
}

/** The session has ended; the `session` function is called for another, and the person goes on where they were. */
export interface SessionExpiredEvent extends EventFacts {
  readonly type: 'sessionExpired'
}

export type DocumentUploadEvent =
  | ReadyEvent
  | StepEvent
  | GeneratedEvent
  | UploadedEvent
  | CompletedEvent
  | BusyEvent
  | UploadErrorEvent
  | SessionExpiredEvent

/**
 * The wizard's look: its CSS custom properties by name, each with a CSS value that fits it. What should differ between
 * light and dark can be given as `light-dark(#036, #9cf)`. A name that is not here and a value that loads something
 * (`url(…)`) are passed over. A colour without the contrast of WCAG AA is corrected, and the console says so.
 */
export type Theme = {
  /** Which of its two sets of colours the wizard wears; without it, the one of the page around the frame. */
  readonly colorScheme?: ColorScheme | undefined
} & { readonly [Property in ThemeProperty]?: string | undefined }

export type ColorScheme = 'light' | 'dark' | 'light dark'

export const themeColours = [
  '--akepa-page',
  '--akepa-surface',
  '--akepa-surface-soft',
  '--akepa-text',
  '--akepa-text-soft',
  '--akepa-border',
  '--akepa-border-strong',
  '--akepa-accent',
  '--akepa-accent-hover',
  '--akepa-accent-soft',
  '--akepa-on-accent',
  '--akepa-focus',
  '--akepa-danger',
  '--akepa-danger-soft',
  '--akepa-warning',
  '--akepa-warning-soft',
  '--akepa-success',
  '--akepa-success-soft',
] as const

export const themeProperties = [
  '--akepa-font',
  '--akepa-font-mono',
  '--akepa-text-small',
  '--akepa-text-base',
  '--akepa-text-large',
  '--akepa-text-title',
  '--akepa-space-1',
  '--akepa-space-2',
  '--akepa-space-3',
  '--akepa-space-4',
  '--akepa-space-5',
  '--akepa-space-6',
  '--akepa-space-7',
  '--akepa-radius',
  '--akepa-radius-small',
  ...themeColours,
] as const
export type ThemeProperty = (typeof themeProperties)[number]
