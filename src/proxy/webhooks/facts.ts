import { randomUUID } from 'node:crypto'
import { type WebhookEvent } from '../../contract/api/back-end.ts'
import { type RequestedTerms } from '../../contract/requested/list.ts'
import { stateOfEntry } from '../../contract/requested/state-of-entry.ts'
import { type ReceiptList } from '../partners/receipts/receipt-list.ts'
import { type Receipts } from '../partners/receipts/receipts.ts'
import { requestedEntries } from '../visits/session-view.ts'
import { findDocument, isDocument, type Visit, type VisitDocument } from '../visits/visit.ts'
import { type News, type Owner } from '../visits/visits.ts'
import { type Deliveries } from './deliveries.ts'

interface NewsOptions {
  readonly receipts: Receipts
  readonly receiptList: Pick<ReceiptList, 'written'>
  readonly deliveries: Pick<Deliveries, 'written'>
  /** Whether a partner has a webhook. */
  readonly isTold: (partner: string) => boolean
}

/** Finds what a partner is told in each change of their customer's visit, and which receipts they can list from then on. */
export function createNews({ receipts, receiptList, deliveries, isTold }: NewsOptions): News {
  return {
    of(owner, before, after, now) {
      const { partner, requested } = owner
      if (partner === null) return { next: after }
      const appended = receiptList.written(owner, newlyUploaded(before, after), now)
      if (!isTold(partner)) return { next: after, together: { appended } }
      // It is kept, so that a phone that sends one document of the list can complete it.
      const next = requested ? { ...after, asked: requested.map(askedEntry) } : after
      const timestamp = new Date(now).toISOString()
      const facts = eventsOf(owner, before, next).map(({ type, data }) => ({
        id: `msg_${randomUUID()}`,
        partner,
        type,
        at: now,
        body: JSON.stringify({ type, timestamp, data }),
      }))
      return { next, together: { ...deliveries.written(facts), appended } }
    },
  }

  function eventsOf(owner: Owner, before: Visit, after: Visit): Told[] {
    const { sub: reference } = owner
    const events = after.entries.filter(isDocument).flatMap((entry): Told[] => {
      if (findDocument(before, entry.document.id)?.state === entry.state) return []
      const data = { reference, ...describe(entry) }
      switch (entry.state) {
        case 'uploaded': {
          const { bytes, sha256 } = entry
          const uploadedAt = new Date(entry.uploadedAt).toISOString()
          const receipt = receipts.again(owner, entry)
          return [{ type: 'document.uploaded', data: { ...data, bytes, sha256, uploadedAt, receipt } }]
        }
        case 'givenUp':
          return [{ type: 'document.givenUp', data }]
        case 'open':
        case 'unconfirmed':
          return []
        default:
          return entry satisfies never
      }
    })
    const list = after.asked ?? []
    if (isDone(after, list) && !isDone(before, list)) {
      events.push({ type: 'list.completed', data: { reference, ...describeList(after, list) } })
    }
    return events
  }
}

function newlyUploaded(before: Visit, after: Visit): string[] {
  return after.entries
    .filter((entry) => entry.state === 'uploaded')
    .map(({ document }) => document.id)
    .filter((id) => findDocument(before, id)?.state !== 'uploaded')
}

type Told = WebhookEvent extends infer Event
  ? Event extends WebhookEvent
    ? Omit<Event, 'timestamp'>
    : never
  : never

type AskedEntry = NonNullable<Visit['asked']>[number]

function askedEntry({ key, sides, optional }: RequestedTerms): AskedEntry {
  return { key, ...(sides && { sides }), ...(optional && { optional }) }
}

function entriesOf(visit: Visit, list: readonly AskedEntry[]) {
  return requestedEntries(
    visit,
    list.map((entry) => ({ ...entry, types: [] })),
  )
}

function isDone(visit: Visit, list: readonly AskedEntry[]): boolean {
  return list.length > 0 && entriesOf(visit, list).every((entry) => stateOfEntry(entry) !== 'open')
}

function describeList(visit: Visit, list: readonly AskedEntry[]) {
  const entries = entriesOf(visit, list)
  return {
    documents: entries.flatMap(({ key, documents }) =>
      documents
        .filter(({ state }) => state === 'uploaded')
        .map(({ id, side }) => ({ documentId: id, requestKey: key, side })),
    ),
    skipped: entries.filter((entry) => stateOfEntry(entry) === 'skipped').map(({ key }) => key),
  }
}

function describe({ document, requested }: VisitDocument) {
  return {
    documentId: document.id,
    type: document.type,
    workflow: document.workflow,
    ...(requested && { requestKey: requested.key, side: requested.side }),
  }
}
