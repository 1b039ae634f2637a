import { type Session } from '../sessions/sessions.ts'
import { isCompleted } from '../visits/session-view.ts'
import { type Visits } from '../visits/visits.ts'
import { type HandoffEvent } from './handoff.ts'
import { type Handoffs } from './handoffs.ts'

/** What a desktop is told of an upload by the phone. Telling it never makes an upload fail. */
export interface UploadReport {
  readonly moved: (bytes: number) => void
  readonly failed: () => Promise<void>
  readonly arrived: () => Promise<void>
}

/** It is told at most this often, or after so many points. */
const everyMs = 1000
const points = 5

/** Of a session that is no phone's, nothing is reported. */
export function reportUpload(
  handoffs: Handoffs,
  visits: Visits,
  session: Session,
  documentId: string,
  totalBytes: number,
): UploadReport {
  const id = session.handoff?.id
  if (id === undefined) return { moved: () => {}, failed: async () => {}, arrived: async () => {} }
  const tell = async (event: HandoffEvent) => {
    await handoffs.change(session, id, event).catch(() => undefined)
  }
  let arrivedBytes = 0
  let told = { percent: -points, at: -everyMs }
  const over = new AbortController()
  let telling: Promise<void> | undefined

  /** Nobody waits for it. However slow the store is, one call is on its way, and the next tells what is so by then. */
  async function tellMoves(): Promise<void> {
    let last
    do {
      last = told
      await tell({ type: 'uploadMoved', documentId, percent: last.percent })
    } while (last !== told && !over.signal.aborted)
    telling = undefined
  }

  /** The end is told last, so nothing that was told before can follow it. */
  async function tellEnd(event: HandoffEvent): Promise<void> {
    over.abort()
    await telling
    await tell(event)
  }

  /** Of a list, everything has to be there. Whoever can't tell goes on. */
  async function isLast(): Promise<boolean> {
    if (!session.requested) return true
    return await visits.read(session).then(
      ({ visit }) => isCompleted(visit, session),
      () => false,
    )
  }

  return {
    moved: (bytes) => {
      arrivedBytes += bytes
      const percent = Math.min(100, Math.floor((100 * arrivedBytes) / totalBytes))
      const now = performance.now()
      if (percent === told.percent || (percent < told.percent + points && now < told.at + everyMs)) return
      told = { percent, at: now }
      telling ??= tellMoves()
    },
    failed: () => tellEnd({ type: 'uploadFailed', documentId }),
    arrived: async () => tellEnd({ type: 'arrived', documentId, isLast: await isLast() }),
  }
}
