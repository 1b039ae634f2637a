import { type Session } from '../sessions/sessions.ts'
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
  return {
    moved: (bytes) => {
      arrivedBytes += bytes
      const percent = Math.min(100, Math.floor((100 * arrivedBytes) / totalBytes))
      const now = performance.now()
      if (percent === told.percent || (percent < told.percent + points && now < told.at + everyMs)) return
      told = { percent, at: now }
      void tell({ type: 'uploadMoved', percent })
    },
    failed: () => tell({ type: 'uploadFailed' }),
    arrived: () => tell({ type: 'arrived', documentId }),
  }
}
