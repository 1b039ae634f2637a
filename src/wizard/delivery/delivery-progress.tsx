import { useEffect, useState } from 'react'
import { type Announcement, hear, nothingHeard } from './announcement.ts'
import { type DeliveryState } from './deliver.ts'
import { type Words } from '../words/en.ts'
import { useWords } from '../words/use-words.ts'

export function DeliveryProgress({
  state,
  onCancel,
}: {
  readonly state: DeliveryState
  readonly onCancel: () => void
}) {
  const words = useWords()
  return (
    <div className="delivery">
      <progress aria-label={words.file.progressLabel} max={1} value={fractionSent(state)} />
      {state.kind === 'waitingToRetry' ? (
        <Countdown key={state.attempt} {...state} />
      ) : (
        <p className="delivery-text">{stateText(words, state)}</p>
      )}
      <Announcer state={state} />
      <button type="button" name="cancelUpload" className="button" onClick={onCancel}>
        {words.file.cancel}
      </button>
    </div>
  )
}

/** Seen, and not announced: a screen reader is told once how long the pause is. */
function Countdown({ delayMs, attempt }: { readonly delayMs: number; readonly attempt: number }) {
  const words = useWords()
  const [seconds, setSeconds] = useState(secondsOf(delayMs))
  useEffect(() => {
    const endsAt = performance.now() + delayMs
    const timer = setInterval(() => setSeconds(secondsOf(endsAt - performance.now())), 250)
    return () => clearInterval(timer)
  }, [delayMs])
  return <p className="delivery-text">{words.file.waitingRetry(seconds, attempt)}</p>
}

function Announcer({ state }: { readonly state: DeliveryState }) {
  const words = useWords()
  const [before, setHeard] = useState(nothingHeard)
  const heard = hear(before, state)
  if (heard !== before) setHeard(heard)
  return (
    <p className="visually-hidden" role="status">
      {heard.announcement && announcementText(words, heard.announcement)}
    </p>
  )
}

function fractionSent(state: DeliveryState): number {
  if (state.kind === 'confirming') return 1
  return state.kind === 'sending' && state.totalBytes > 0 ? state.sentBytes / state.totalBytes : 0
}

function announcementText(words: Words, announcement: Announcement): string {
  return announcement.kind === 'sent' ? `${announcement.percent}%` : stateText(words, announcement)
}

function stateText({ file }: Words, state: DeliveryState): string {
  switch (state.kind) {
    case 'sending': {
      if (state.totalBytes === 0) return file.connecting
      const sent = file.sending(state.sentBytes, state.totalBytes)
      return state.remainingMs === undefined ? sent : `${sent}, ${file.timeLeft(state.remainingMs)}`
    }
    case 'confirming':
      return state.isLong ? file.confirmingLong : file.confirming
    case 'waitingForNetwork':
      return file.waitingOffline
    case 'waitingToRetry':
      return file.waitingRetry(secondsOf(state.delayMs), state.attempt)
    default:
      return state satisfies never
  }
}

function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000))
}
