import {
  type BusyEvent,
  type CompletedEvent,
  type DocumentUploadEvent,
  type GeneratedEvent,
  type ReadyEvent,
  type SessionExpiredEvent,
  type StepEvent,
  type Theme,
  type UploadedEvent,
  type UploadErrorEvent,
} from '../contract/frame/embed.ts'

/** What may change while the wizard runs, without a reload and without losing the person's place. */
export interface DocumentUploadAppearance {
  /** Language of the wizard (BCP 47), such as `fr-CA`; the browser's where it is missing or not spoken. */
  readonly locale?: string | undefined
  readonly theme?: Theme | undefined
  /** What assistive technology calls the frame; "Document upload" by default. Give it in the page's language. */
  readonly title?: string | undefined
}

/**
 * Each is called once per mount for each fact, in the order the facts happened, and never after `destroy()`. None
 * is told who the person is or what they wrote.
 */
export interface DocumentUploadCallbacks {
  /** The wizard stands in the frame and can be used. */
  readonly onReady?: ((event: ReadyEvent) => void) | undefined
  /** The person sees another step. */
  readonly onStep?: ((event: StepEvent) => void) | undefined
  /** A document has its ID, and no file yet. */
  readonly onGenerated?: ((event: GeneratedEvent) => void) | undefined
  /** A document's file has arrived whole: hand `receipt` to your back end, which can verify it. */
  readonly onUploaded?: ((event: UploadedEvent) => void) | undefined
  /** The person has said that they are done; the frame may go. */
  readonly onCompleted?: ((event: CompletedEvent) => void) | undefined
  /** While `busy`, leaving the page would lose something: warn, or keep a dialog open. */
  readonly onBusy?: ((event: BusyEvent) => void) | undefined
  /** Something failed: in the wizard, where the person has been told, or before it could come up. */
  readonly onError?: ((event: DocumentUploadFailure) => void) | undefined
  /** The wizard did not come up: the same event as `onError`'s. If it does later, `onReady` follows. */
  readonly onLoadError?: ((event: DocumentUploadFailure) => void) | undefined
  /** Every event, after the callback of its own: for a log, or a `switch` on its `type`. */
  readonly onEvent?:
    | ((event: Exclude<DocumentUploadEvent, UploadErrorEvent> | DocumentUploadFailure) => void)
    | undefined
  /** A session has ended; `session` is called for the next, and there is nothing to do. */
  readonly onSessionExpired?: ((event: SessionExpiredEvent) => void) | undefined
}

/** An `error` event as the host page gets it. */
export interface DocumentUploadFailure extends UploadErrorEvent {
  /**
   * With `sessionUnavailable`: what the `session` function threw. With a `DocumentUploadErrorCode`, which comes from
   * the React component alone: the `DocumentUploadError`. It stays in the page.
   */
  readonly cause?: unknown
}

export interface DocumentUploadOptions extends DocumentUploadAppearance, DocumentUploadCallbacks {
  /** Where the wizard is served, such as `https://uploads.example`: scheme, host, and port if any; no path. */
  readonly origin: string
  /** The partner's id, as the wizard's operator has declared it. */
  readonly partner: string
  /**
   * Gives a session, fetched from your own back end, which makes it with `POST /api/sessions` and its API key. It
   * is called when the wizard starts, again each time a session has expired, and again when the person tries again
   * after it failed or while it takes long. It may take as long as your customer takes to sign in. Each call must give a session for the same `reference`, or the person starts anew.
   */
  readonly session: () => string | Promise<string>
  /** `false` leaves the frame’s place empty until its page has come, for a page that shows something of its own there. */
  readonly loader?: boolean | undefined
}

export interface MountedDocumentUpload {
  /** Changes the properties given and leaves the rest. A theme replaces the whole one before; `undefined` resets. */
  update(appearance: DocumentUploadAppearance): void
  /** Takes the frame out of the page and ends everything that belongs to it. May be called more than once. */
  destroy(): void
}

export type DocumentUploadErrorCode =
  | 'hostOriginOpaque'
  | 'originInvalid'
  | 'partnerInvalid'
  | 'sessionInvalid'
  | 'targetInvalid'
  | 'targetNotFound'
