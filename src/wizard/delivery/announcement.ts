import { type DeliveryState } from './deliver.ts'

/** What a screen reader is told of a delivery: the last thing worth hearing, for as long as it is true. */
export type Announcement =
  | Exclude<DeliveryState, { kind: 'sending' }>
  | { readonly kind: 'sent'; readonly percent: number }

interface Heard {
  readonly announcement: Announcement | undefined
  /** The most that was announced as sent; a repeated attempt begins anew and is no news. */
  readonly percent: number
  readonly hasBeenConfirming: boolean
}

export const nothingHeard: Heard = { announcement: undefined, percent: 0, hasBeenConfirming: false }

/** After the first pause, a pause between attempts that is shorter than this is over before it has been told. */
const longPauseMs = 10_000

/**
 * What is heard after `state`: the very same object where nothing new is said. People see everything and hear little:
 * each quarter of a long upload once, the first pause before another attempt, the long pauses, and that all is sent.
 */
export function hear(heard: Heard, state: DeliveryState): Heard {
  const { announcement } = heard
  if (announcement === state) return heard
  const silent = announcement ? { ...heard, announcement: undefined } : heard
  switch (state.kind) {
    case 'sending': {
      // What was heard before stays true while an attempt has sent nothing.
      if (state.sentBytes === 0) return heard
      const percent = Math.floor((4 * state.sentBytes) / state.totalBytes) * 25
      if (state.remainingMs !== undefined && percent > heard.percent) {
        return { ...heard, percent, announcement: { kind: 'sent', percent } }
      }
      return announcement?.kind === 'sent' ? heard : silent
    }
    case 'confirming':
      if (heard.hasBeenConfirming && !state.isLong) return silent
      return { ...heard, announcement: state, hasBeenConfirming: true }
    case 'waitingForNetwork':
      return announcement?.kind === state.kind ? heard : { ...heard, announcement: state }
    case 'waitingToRetry':
      if (state.attempt > 2 && state.delayMs < longPauseMs) return silent
      return { ...heard, announcement: state }
    default:
      return state satisfies never
  }
}
