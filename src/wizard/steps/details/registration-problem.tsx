import { type RequestError } from '../../api/request-error.ts'
import { RequestProblem } from '../../forms/notice.tsx'
import { useWords } from '../../words/use-words.ts'

/** Why a document has no ID yet. `button` is the one that was pressed for it. */
export function RegistrationProblem({
  error,
  button,
}: {
  readonly error: RequestError
  readonly button: string
}) {
  const { details: words } = useWords()
  return error.isUnconfirmed ? (
    <RequestProblem
      title={words.registerUnconfirmed}
      error={error}
      advice={words.unconfirmedAdvice(button)}
    />
  ) : (
    <RequestProblem title={words.registerFailed} error={error} />
  )
}
