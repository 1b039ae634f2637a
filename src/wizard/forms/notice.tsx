import { useId, useState } from 'react'
import { type RequestError } from '../api/request-error.ts'
import { useErrorWords } from '../words/use-error-words.ts'
import { usePageWords } from '../words/use-words.ts'
import { usePageTitle } from '../use-page-title.ts'
import { type Elements } from './elements.ts'
import { focusControl, holdsFocus, useFocus } from './focus.ts'

export interface SummaryEntry {
  /** ID of the control to go to. */
  readonly controlId: string
  readonly text: string
}

/**
 * All errors of a form in one place, focused when they appear, as GOV.UK's research asks for. Its entries move the
 * focus and never the address: in a frame a fragment link would add to the host page's history.
 */
export function ErrorSummary({ entries }: { readonly entries: readonly SummaryEntry[] }) {
  const words = usePageWords()
  return (
    <Alert title={words.errorSummaryTitle}>
      <ul>
        {entries.map(({ controlId, text }) => (
          <li key={controlId}>
            <button type="button" className="link" onClick={() => focusControl(controlId)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </Alert>
  )
}

/**
 * A problem that stands in the way, focused as it appears; a new `key` tells it again. Screen readers read out what takes
 * the focus, and read an alert out once more. So it is an alert only to somebody who is elsewhere in the page around the
 * frame. As a group it is called by all it says, because they read no further than a group's name.
 */
export function Alert({
  title,
  isWholePage = false,
  children,
}: {
  readonly title: string
  /** Nothing stands beside it, so it names the page. */
  readonly isWholePage?: boolean
  readonly children?: Elements
}) {
  const box = useFocus<HTMLDivElement>()
  const [takesFocus] = useState(holdsFocus)
  const id = useId()
  usePageTitle(isWholePage ? title : undefined, true)
  const Title = isWholePage ? 'h1' : 'h2'
  return (
    <div
      className="notice notice-danger"
      data-problem
      id={id}
      role={takesFocus ? 'group' : 'alert'}
      aria-labelledby={id}
      tabIndex={-1}
      ref={box}
    >
      <Title className="notice-title">{title}</Title>
      {children}
    </div>
  )
}

/** What a failed call means for the person, what to do, and the request ID where somebody else has to look into it. */
export function RequestProblem({
  title,
  error,
  advice,
  isWholePage = false,
  children,
}: {
  /** What it means here, above the error's own words. */
  readonly title?: string | undefined
  readonly error: RequestError
  /** In place of the error's own advice. */
  readonly advice?: string | undefined
  readonly isWholePage?: boolean
  readonly children?: Elements
}) {
  const words = usePageWords()
  const own = useErrorWords(error)
  if (!own)
    return (
      <p role="status" aria-busy>
        {words.loading}
      </p>
    )
  return (
    <Alert title={title ?? own.title} isWholePage={isWholePage}>
      {title !== undefined && <p>{`${own.title}.`}</p>}
      <p>{advice ?? own.advice}</p>
      {error.requestId !== undefined && (error.actor !== 'person' || error.isUnconfirmed) && (
        <p className="request-id">{words.requestId(error.requestId)}</p>
      )}
      {children}
    </Alert>
  )
}

export function Note({
  kind,
  children,
}: {
  readonly kind: 'info' | 'warning' | 'success'
  readonly children: string | Elements
}) {
  return <div className={`notice notice-${kind}`}>{children}</div>
}
