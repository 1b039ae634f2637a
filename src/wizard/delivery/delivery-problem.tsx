import { type ErrorCode } from '../../contract/errors.ts'
import { type ClientErrorCode, type RequestError } from '../api/request-error.ts'
import { type DeliveryEnd } from './deliver.ts'
import { useFocus } from '../forms/focus.ts'
import { RequestProblem } from '../forms/notice.tsx'
import { useVisit } from '../wizard-context.ts'
import { useWords } from '../words/use-words.ts'

/** After these, no upload under this document ID can succeed; a new one can. */
export const needsNewDocument: readonly (ErrorCode | ClientErrorCode)[] = [
  'requestValidateError',
  'documentNotFound',
  'documentAlreadyUploaded',
  'ticketMissing',
  'ticketInvalid',
  'ticketExpired',
  'ticketForeign',
]

/** After these, the very same file can be sent once the person has done what the words say, but not by itself. */
const needsPerson: readonly (ErrorCode | ClientErrorCode)[] = [
  'lengthRequired',
  'upstreamRefused',
  'sessionUnavailable',
  'linkOpenedElsewhere',
  'unexpected',
]

type DeliveryFailure = Extract<DeliveryEnd, { readonly error: RequestError }>

/** Whether there is hope in sending the very same file once more: not where the file or the document was refused. */
export function canSendAgain(end: DeliveryFailure): boolean {
  if (needsNewDocument.includes(end.error.code)) return false
  return end.kind === 'unconfirmed' || end.error.isRetryable || needsPerson.includes(end.error.code)
}

export function DeliveryProblem({ end }: { readonly end: DeliveryFailure }) {
  const words = useWords()
  const [, dispatch] = useVisit()
  const isUnconfirmed = end.kind === 'unconfirmed'
  const isOver = needsNewDocument.includes(end.error.code)
  return (
    <RequestProblem
      title={isUnconfirmed ? words.file.unconfirmed : words.file.notUploaded}
      error={end.error}
      advice={
        isUnconfirmed ? (isOver ? words.file.unconfirmedForGood : words.file.unconfirmedAdvice) : undefined
      }
    >
      {isOver && (
        <button
          type="button"
          name="registerAnew"
          className="button"
          onClick={() => dispatch({ type: 'answersReopened' })}
        >
          {words.file.registerAnew}
        </button>
      )}
    </RequestProblem>
  )
}

/** What a person did themselves is no error. Their button is gone and has lost the focus, which goes to this note. */
export function CancelledNote({ mayHaveArrived }: { readonly mayHaveArrived: boolean }) {
  const words = useWords()
  const note = useFocus<HTMLParagraphElement>()
  return (
    <p
      className={`notice notice-${mayHaveArrived ? 'warning' : 'info'}`}
      role="status"
      tabIndex={-1}
      ref={note}
    >
      {mayHaveArrived ? words.file.cancelledUnconfirmed : words.file.cancelled}
    </p>
  )
}
