import { type DocumentType, type Extension, type Workflow } from '../document/document.ts'

/**
 * What a partner's back end gives the wizard and gets from it. The package publishes these types and installs nothing, so
 * zod can't infer them. `partner-api.ts` holds the rules that the types can't tell.
 */

/** Answers that are given in advance. */
export interface Prefill {
  workflow?: Workflow | undefined
  type?: DocumentType | undefined
  name?: string | undefined
  note?: string | undefined
  extension?: Extension | undefined
  note_author_agent_email?: string | undefined
}

/** A document that a session asks for. */
export interface RequestedDocument {
  /** The partner's own name for the entry: 1 to 40 letters, digits, hyphens and underscores. */
  key: string
  /** The document types that it takes. */
  types: DocumentType[]
  /** What the customer reads: one line of up to 60 characters. */
  title?: string | undefined
  /** What the customer reads below it: one line of up to 120 characters. */
  hint?: string | undefined
  /** `2` where it has a back. Front and back are two documents. */
  sides?: 1 | 2 | undefined
  /** Whether the customer may skip it. */
  optional?: boolean | undefined
  workflow?: Workflow | undefined
  name?: string | undefined
}

/** What a partner may settle about a session, in their file for all of them or in a request for one. */
export interface SessionTerms {
  /** The wizard's language (BCP 47), such as `fr-CA`. */
  locale?: string | undefined
  prefill?: Prefill | undefined
  /** Which of the prefilled answers the person can't change. */
  locked?: (keyof Prefill)[] | undefined
  /** The document types to choose from. */
  types?: DocumentType[] | undefined
  /** The list that the customer works off: up to 20 documents. */
  requested?: RequestedDocument[] | undefined
  /** Whether one of the partner's own people fills the form in for the customer. */
  agent?: boolean | undefined
  /** How many documents this `reference` may register, 1 to 1000. */
  maxDocuments?: number | undefined
  /** What the customer reads on each receipt about what comes next: one line of up to 300 characters. */
  afterwards?: string | undefined
  /** How long the session lasts, 60 to 28,800 seconds. In the sandbox it may be less. */
  ttlSeconds?: number | undefined
  /** The session ends before that when nobody has used it for so long: 60 to 28,800 seconds. In the sandbox it may be less. */
  idleSeconds?: number | undefined
  /** Whether it ends the customer's other sessions, and the links that were made before. */
  endsOthers?: boolean | undefined
}

/** The terms of one customer's session. */
export interface CustomerTerms extends SessionTerms {
  /** The partner's own name for the customer, 1 to 200 characters. It should not be a person's name or address. */
  reference: string
}

export interface LinkTerms {
  /** Where the person may go afterwards: one of the addresses that the partner has registered. */
  returnUrl?: string | undefined
  /** Whether it can be opened again, for as many `days` as are given. Otherwise it opens once, within 24 hours. */
  reusable?: boolean | undefined
  /** 1 to 90. It is needed where the link is reusable, and refused elsewhere. */
  days?: number | undefined
  /** How long a link that opens once can be opened: 1 to 1440. It is refused where the link is reusable. */
  minutes?: number | undefined
}

/** Body of `POST /api/sessions`. With `link`, the answer is a link to the standalone form instead of a session. */
export interface SessionRequest extends CustomerTerms {
  link?: LinkTerms | undefined
}

/** Which entry of `requested` and which side of it a document is for, if it was asked for. */
interface RequestedAs {
  requestKey?: string | undefined
  side?: 1 | 2 | undefined
}

/** What a receipt says. A guest's has neither partner nor reference. */
export interface ReceiptClaims extends RequestedAs {
  partner?: string | undefined
  reference?: string | undefined
  /** ConnectFi's ID of the document. */
  documentId: string
  type: DocumentType
  bytes: number
  /** SHA-256 of the file, in hexadecimal. */
  sha256: string
  /** ISO 8601, UTC. */
  uploadedAt: string
}

interface RegisteredDocument extends RequestedAs {
  /** ConnectFi's ID of the document. */
  id: string
  type: DocumentType
  workflow: Workflow
  extension: Extension
  /** ISO 8601, UTC. */
  dtsRegisteredAt: string
}

/** A customer's document, without its name. */
export type CustomerDocument =
  | (RegisteredDocument & {
      /** `open` ones wait for their file. An `unconfirmed` one may have it, and nobody said so. */
      state: 'open' | 'unconfirmed'
    })
  | (RegisteredDocument & {
      state: 'uploaded'
      bytes: number
      /** SHA-256 of the file, in hexadecimal. */
      sha256: string
      /** ISO 8601, UTC. */
      dtsUploadedAt: string
    })

/** What is known of a customer's documents, in the order in which they were registered. */
export interface CustomerVisits {
  /** Those given up for another are left out. */
  documents: CustomerDocument[]
  /** The keys of the entries of `requested` that the customer has skipped. */
  skipped: string[]
}

/** What a webhook tells of a document, without its name. */
interface WebhookDocument extends RequestedAs {
  /** The partner's own name for the customer. */
  reference: string
  /** ConnectFi's ID of the document. */
  documentId: string
  type: DocumentType
  workflow: Workflow
}

/** What is posted to a partner's webhook. */
export type WebhookEvent = {
  /** When it came about. ISO 8601, UTC. */
  timestamp: string
} & (
  | {
      type: 'document.uploaded'
      data: WebhookDocument & {
        bytes: number
        /** SHA-256 of the file, in hexadecimal. */
        sha256: string
        /** ISO 8601, UTC. */
        uploadedAt: string
        /** The signed receipt, as the page gets it. */
        receipt: string
      }
    }
  | {
      /** Another document took its place. It gets no file any more. */
      type: 'document.givenUp'
      data: WebhookDocument
    }
  | {
      /** Every document of `requested` has its file, or was skipped. */
      type: 'list.completed'
      data: {
        reference: string
        documents: { documentId: string; requestKey: string; side: 1 | 2 }[]
        /** The keys of the entries that the customer has skipped. */
        skipped: string[]
      }
    }
)

/** What became of something that a partner was to be told. */
export interface WebhookDelivery {
  /** The `webhook-id`. */
  id: string
  state: 'waiting' | 'delivered' | 'failed'
  attempts: number
  /** The HTTP status that the endpoint answered the last time, or `timeout`, `unreachable` or `addressRefused`. */
  lastAnswer?: string | undefined
  dtsNextAttempt?: string | undefined
  event: WebhookEvent
}
