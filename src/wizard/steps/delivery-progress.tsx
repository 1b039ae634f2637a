import { type DeliveryState } from '../delivery/deliver.ts'
import { type Words } from '../words/en.ts'
import { useWords } from '../words/use-words.ts'

export function DeliveryProgress({
  state,
  onCancel,
}: {
  readonly state: DeliveryState | undefined
  readonly onCancel: () => void
}) {
  const words = useWords()
  const sending = state?.kind === 'sending' && state.totalBytes > 0 ? state : undefined
  const fraction = sending ? sending.sentBytes / sending.totalBytes : undefined
  return (
    <div className="delivery">
      <progress
        aria-label={words.file.progressLabel}
        max={1}
        value={state?.kind === 'confirming' ? 1 : (fraction ?? 0)}
      />
      <p className="delivery-text" aria-hidden={sending ? true : undefined}>
        {state && stateText(words, state)}
      </p>
      {/* Every few bytes are seen above; heard are quarters, and what isn't progress. */}
      <p className="visually-hidden" role="status">
        {fraction === undefined
          ? state && state.kind !== 'sending' && stateText(words, state)
          : `${Math.floor(fraction * 4) * 25}%`}
      </p>
      <button type="button" name="cancelUpload" className="button" onClick={onCancel}>
        {words.file.cancel}
      </button>
    </div>
  )
}

function stateText({ file }: Words, state: DeliveryState): string {
  switch (state.kind) {
    case 'sending': {
      if (state.totalBytes === 0) return file.uploading
      const sent = file.sending(state.sentBytes, state.totalBytes)
      return state.remainingMs === undefined ? sent : `${sent}, ${file.timeLeft(state.remainingMs)}`
    }
    case 'confirming':
      return state.isLong ? file.confirmingLong : file.confirming
    case 'waitingForNetwork':
      return file.waitingOffline
    case 'waitingToRetry':
      return file.waitingRetry(Math.ceil(state.delayMs / 1000), state.attempt)
    default:
      return state satisfies never
  }
}
