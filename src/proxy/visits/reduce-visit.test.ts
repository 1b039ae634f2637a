import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelRuns } from '../../testing/property-runs.ts'
import { Failure } from '../http/answer/failure.ts'
import { licence } from '../testing/requests/proxy-client.ts'
import { longestVisit, reservationMs, uploadLeaseMs, withoutEnded } from './lifetimes.ts'
import { reduceVisit, type VisitEvent } from './reduce-visit.ts'
import {
  emptyVisit,
  entriesOfSide,
  findDocument,
  isDocument,
  type Reserved,
  type Scope,
  takenPlaces,
  type Visit,
  visitSchema,
} from './visit.ts'

const anything: Scope = { types: undefined, workflow: undefined, extension: undefined }
const passportsAlone: Scope = { ...anything, types: ['passport'] }
const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

function registered(id: string, type: 'license' | 'passport' = 'license') {
  const { name: _name, ...document } = { ...licence, type, id, uploadStatus: false }
  return { document, registeredAs: 'jpg', terms: 'terms' } as const
}

function askFor(holder: string, changes: Partial<VisitEvent<'generateAsked'>> = {}) {
  return {
    type: 'generateAsked',
    holder,
    awaited: undefined,
    call: undefined,
    replaced: undefined,
    scope: anything,
    limits: { maxDocuments: undefined, perHour: 0, perDay: 0 },
    ...changes,
  } as const
}

const frontOf = (pick: number) => ({ key: `entry-${(pick >> 2) % 2}`, side: 1 }) as const
const callOf = (key: string) => ({ key, body: `${key} body`, bodies: [`${key} body`] })
const confirmed = { bytes: 1, sha256: 'sha', uploadedAt: 1, signature: 'signature' }

/**
 * The world around a visit: replicas that register and upload, lose their leases and come back late. It counts how often
 * the limit was rightly exceeded.
 */
class World {
  #visit: Visit = emptyVisit
  #now = 1_000_000
  #excess = 0
  /** What was not true, though it always must be. */
  readonly broken: string[] = []
  readonly #limits = { maxDocuments: 3, perHour: 5, perDay: 0 }
  readonly #reservations: Reserved[] = []
  readonly #uploads: { documentId: string; holder: string }[] = []
  readonly #states = new Map<string, string>()
  readonly #answers = new Map<string, string>()
  #holders = 0

  #tell<Type extends VisitEvent['type']>(event: VisitEvent<Type>) {
    const before = this.#visit
    const { visit, answer } = reduceVisit(before, event, this.#now)
    const stored = visitSchema.parse(JSON.parse(JSON.stringify(visit)))
    this.#hold('it is stored as it is', isDeepStrictEqual(stored, visit))
    const again = reduceVisit(stored, event, this.#now)
    this.#hold('an event told twice changes nothing', isDeepStrictEqual(again.visit, stored))
    this.#hold('an event told twice has one answer', isDeepStrictEqual(again.answer, answer))
    this.#visit = stored
    this.#check()
    return answer
  }

  register(pick: number) {
    const documents = this.#visit.entries.filter(isDocument)
    const holder = `h${(this.#holders += 1)}`
    const requested = pick % 4 === 1 ? frontOf(pick) : undefined
    const isFirst =
      requested !== undefined &&
      withoutEnded(this.#visit, this.#now).entries.every(
        (entry) => entry.state === 'failed' || entry.requested?.key !== requested.key,
      )
    const answer = this.#tell(
      askFor(holder, {
        call: pick % 3 === 0 ? undefined : callOf(`key-${pick % 5}`),
        requested,
        replaced: pick % 2 === 0 ? documents[pick % (documents.length || 1)]?.document.id : undefined,
        scope: pick % 7 === 0 ? passportsAlone : anything,
        limits: this.#limits,
      }),
    )
    if (answer.type === 'begun') {
      this.#reservations.push(answer.reservation)
      this.#hold('IDs are limited', isFirst || this.#madeInAnHour() <= this.#limits.perHour)
    }
    if (answer.type === 'done') {
      const { key } = callOf(`key-${pick % 5}`)
      const { id } = answer.document
      this.#hold('a repeat has the first answer', (this.#answers.get(key) ?? id) === id)
    }
  }

  answerGenerate(pick: number) {
    const [reservation] = this.#reservations.splice(pick % (this.#reservations.length || 1), 1)
    if (!reservation) return
    const { holder } = reservation.lease
    if (pick % 4 === 0) {
      this.#tell({ type: 'generateFailed', holder, failure: new Failure('upstreamFailed') })
      return
    }
    const id = `doc_${holder}`
    const { maxDocuments } = this.#limits
    const event = { type: 'generated', reservation, ...registered(id), maxDocuments } as const
    const isRegistered = this.#tell(event)
    const { requested } = reservation
    if (requested && isRegistered) {
      this.#hold('what is registered is not skipped', !this.#visit.skipped?.includes(requested.key))
    }
    const state = findDocument(this.#visit, id)?.state
    this.#hold('nobody hears of a given-up ID', state === (isRegistered ? 'open' : 'givenUp'))
    if (isRegistered && reservation.call) this.#answers.set(reservation.call.key, id)
  }

  beginUpload(pick: number) {
    const documents = this.#visit.entries.filter(isDocument)
    // Now and then for a document that the store has forgotten.
    const documentId =
      pick % 9 === 0 ? `doc_x${pick}` : documents[pick % (documents.length || 1)]?.document.id
    if (documentId === undefined) return
    const holder = `h${(this.#holders += 1)}`
    const isUnknown = !findDocument(this.#visit, documentId)
    // One that comes back for a side keeps to the side's one place.
    const requested = isUnknown && pick % 2 === 0 ? frontOf(pick) : undefined
    if (isUnknown && !requested) this.#excess += 1
    const came = { ...registered(documentId), ...(requested && { requested }) }
    const answer = this.#tell({ type: 'uploadBegun', holder, ...came })
    if (answer.type === 'begun') this.#uploads.push({ documentId, holder })
  }

  goOnUploading(pick: number) {
    const at = pick % (this.#uploads.length || 1)
    const upload = this.#uploads[at]
    if (!upload) return
    const { documentId, holder } = upload
    // Its lease was lost, so another document could begin to take its place.
    const known = findDocument(this.#visit, documentId)
    const isLost =
      known?.state === 'givenUp' ||
      (known?.state === 'open' &&
        this.#visit.entries.some(
          (entry) => entry.state === 'reserved' && entry.replaces.includes(documentId),
        ))
    if (pick % 3 === 0) {
      if (isLost) this.#excess += 1
      this.#tell({ type: 'fileSent', documentId, holder })
      return
    }
    this.#uploads.splice(at, 1)
    if (pick % 3 === 1) {
      this.#tell({
        type: 'uploadFailed',
        documentId,
        holder,
        code: ([undefined, 'upstreamFailed', 'upstreamTimeout', 'documentNotFound'] as const)[pick % 4],
      })
      return
    }
    if (isLost) this.#excess += 1
    this.#tell({ type: 'fileConfirmed', ...registered(documentId), ...confirmed })
  }

  renew(pick: number) {
    this.#tell({ type: 'leaseRenewed', holder: `h${pick % (this.#holders + 1)}` })
  }

  skip(pick: number) {
    const { key } = frontOf(pick)
    const type = pick % 3 === 0 ? 'entryTakenBack' : 'entrySkipped'
    this.#tell({ type, key })
    this.#hold(
      'skipped is what was skipped',
      this.#visit.skipped?.includes(key) === true || type === 'entryTakenBack',
    )
  }

  passTime(pick: number) {
    this.#now += [100, reservationMs, uploadLeaseMs, hourMs / 4][pick % 4] ?? 0
  }

  #check() {
    const { entries } = withoutEnded(this.#visit, this.#now)
    this.#hold('places are limited', takenPlaces({ entries }) <= this.#limits.maxDocuments + this.#excess)
    for (const side of [0, 4].map(frontOf)) {
      const counted = entriesOfSide({ entries }, side).filter(
        (entry) => entry.state !== 'reserved' || entry.replaces.length === 0,
      )
      this.#hold('a side has one document', counted.length <= 1 + this.#excess)
    }
    const ids = entries.filter(isDocument).map(({ document }) => document.id)
    this.#hold('an ID is there once', new Set(ids).size === ids.length)
    const keys = entries.flatMap((entry) => (entry.call && entry.state !== 'failed' ? [entry.call.key] : []))
    this.#hold('a call has one document', new Set(keys).size === keys.length)
    for (const entry of entries.filter(isDocument)) this.#checkState(entry.document.id, entry.state)
  }

  #hold(truth: string, holds: boolean) {
    if (!holds) this.broken.push(truth)
  }

  #madeInAnHour() {
    const sides = new Set<string>()
    const times = this.#visit.entries.flatMap((entry) => {
      if (entry.state === 'failed') return []
      const { requested } = entry
      const isFirst = requested !== undefined && !sides.has(requested.key)
      if (requested) sides.add(requested.key)
      if (isFirst) return []
      return entry.state === 'reserved' ? [entry.reservedAt] : [entry.registeredAt]
    })
    return times.filter((time) => time + hourMs > this.#now).length
  }

  #checkState(id: string, state: string) {
    const before = this.#states.get(id) ?? 'none'
    const allowed: Record<string, string[]> = {
      none: ['open', 'givenUp', 'uploaded'],
      open: ['open', 'unconfirmed', 'uploaded', 'givenUp'],
      unconfirmed: ['unconfirmed', 'open', 'uploaded'],
      uploaded: ['uploaded'],
      givenUp: ['givenUp', 'uploaded'],
    }
    this.#hold(
      `a document may become ${state} when it is ${before}`,
      allowed[before]?.includes(state) ?? false,
    )
    this.#states.set(id, state)
  }
}

const happenings = [
  'register',
  'answerGenerate',
  'beginUpload',
  'goOnUploading',
  'renew',
  'skip',
  'passTime',
] as const

it('what must always be true of a visit is, whatever happens in whatever order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...happenings), fc.nat(1000)), { maxLength: 60, size: 'max' }),
      (steps) => {
        const world = new World()
        for (const [happening, pick] of steps) world[happening](pick)
        expect(world.broken).toEqual([])
      },
    ),
    { numRuns: modelRuns },
  )
})

/** A visit to which all of this has happened, one after the other. */
function after(...events: readonly (readonly [event: VisitEvent, now: number])[]): Visit {
  return events.reduce((visit, [event, now]) => reduceVisit(visit, event, now).visit, emptyVisit)
}

/** The two events of a document that is registered with nothing in between. */
function registering(id: string, now: number, changes: Partial<VisitEvent<'generateAsked'>> = {}) {
  const asked = askFor(id, changes)
  const { answer } = reduceVisit(emptyVisit, asked, now)
  if (answer.type !== 'begun') throw new TypeError('An empty visit has room')
  const { reservation } = answer
  const type = changes.scope?.types?.[0] === 'passport' ? 'passport' : 'license'
  const generated = {
    type: 'generated',
    reservation,
    ...registered(id, type),
    maxDocuments: undefined,
  } as const
  return [
    [asked, now],
    [generated, now],
  ] as const
}

describe('a visit', () => {
  it('answers a repeat of generate for a day, and registers anew after that', () => {
    const call = callOf('key')
    const visit = after(...registering('doc_1', 0, { call }))
    const repeatAt = (now: number) => reduceVisit(visit, askFor('again', { call }), now).answer
    expect(repeatAt(dayMs - 1)).toMatchObject({ type: 'done', document: { id: 'doc_1' } })
    expect(repeatAt(dayMs)).toMatchObject({ type: 'begun' })
    expect(JSON.stringify(reduceVisit(visit, askFor('other'), dayMs).visit)).not.toContain('key')
  })

  it('remembers a given-up document for as long as one of its tickets can live', () => {
    const [asked, generated] = registering('doc_2', 0)
    const reservation = { ...generated[0].reservation, replaces: ['doc_1'] }
    const visit = after(...registering('doc_1', 0), [asked[0], 0], [{ ...generated[0], reservation }, 0])
    const uploadAt = (now: number) =>
      reduceVisit(visit, { type: 'uploadBegun', holder: 'h', ...registered('doc_1') }, now).answer.type
    expect(findDocument(visit, 'doc_1')?.state).toBe('givenUp')
    expect([uploadAt(2 * dayMs - 1), uploadAt(2 * dayMs)]).toEqual(['refused', 'begun'])
  })

  it('gives up as many documents that a session can’t see as it needs, the oldest first', () => {
    const visit = after(...['doc_1', 'doc_2', 'doc_3'].flatMap((id) => registering(id, 0)))
    const limits = { maxDocuments: 2, perHour: 0, perDay: 0 }
    const { answer } = reduceVisit(visit, askFor('h', { scope: passportsAlone, limits }), 0)
    expect(answer).toMatchObject({ type: 'begun', reservation: { replaces: ['doc_1', 'doc_2'] } })
    const one = askFor('h', { scope: passportsAlone, limits: { ...limits, maxDocuments: 4 } })
    expect(reduceVisit(visit, one, 0).answer).toMatchObject({ reservation: { replaces: [] } })
  })

  it('forgets its oldest documents when it grows too long, given-up ones first, and makes no room by it', () => {
    const ids = Array.from({ length: longestVisit }, (_, index) => `doc_${index}`)
    const entries = ids.map((id, index) => {
      const entry = { ...registered(id), registeredAt: 0 }
      return index === 7
        ? ({ ...entry, state: 'givenUp', givenUpAt: 0 } as const)
        : ({ ...entry, state: 'open' } as const)
    })
    const grown = (visit: Visit, id: string) =>
      registering(id, 0).reduce((grown, [event, now]) => reduceVisit(grown, event, now).visit, visit)
    const once = grown({ entries }, 'doc_new')
    expect(once.entries).toHaveLength(longestVisit)
    expect([findDocument(once, 'doc_7'), findDocument(once, 'doc_0')?.state]).toEqual([undefined, 'open'])
    const twice = grown(once, 'doc_newer')
    expect(findDocument(twice, 'doc_0')).toBeUndefined()
    expect(takenPlaces(twice)).toBe(longestVisit)
  })
})
