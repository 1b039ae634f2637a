import { type ErrorCode } from '../../contract/errors.ts'
import { type ClientErrorCode } from '../api/request-error.ts'
import { type DeliveryEnd } from '../delivery/deliver.ts'
import { Alert, RequestProblem } from '../forms/notice.tsx'
import { useVisit } from '../wizard-context.ts'
import { useWords } from '../words/use-words.ts'

/** After these, no upload under this document ID can succeed; a new one can. */
const needsNewDocument: readonly (ErrorCode | ClientErrorCode)[] = [
  'documentNotFound',
  'documentAlreadyUploaded',
  'ticketMissing',
  'ticketInvalid',
  'ticketExpired',
  'ticketForeign',
]

export function DeliveryProblem({ end }: { readonly end: Exclude<DeliveryEnd, { kind: 'uploaded' }> }) {
  const words = useWords()
  const [, dispatch] = useVisit()
  switch (end.kind) {
    case 'cancelled':
      return (
        <Alert
          title={end.mayHaveArrived ? words.file.cancelledUnconfirmed : words.file.cancelled}
          focusKey={end}
        />
      )
    case 'unconfirmed':
      return (
        <RequestProblem
          title={words.file.unconfirmed}
          error={end.error}
          advice={words.file.unconfirmedAdvice}
        />
      )
    case 'notUploaded':
      return (
        <RequestProblem title={words.file.notUploaded} error={end.error}>
          {needsNewDocument.includes(end.error.code) && (
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
    default:
      return end satisfies never
  }
}
