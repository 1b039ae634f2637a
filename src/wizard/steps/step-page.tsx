import {
  createContext,
  type ReactNode,
  type SubmitEventHandler,
  useContext,
  useState,
  useSyncExternalStore,
} from 'react'
import { type Elements } from '../forms/elements.ts'
import { holdsFocus, useFocus } from '../forms/focus.ts'
import { type KnownRequest } from '../../contract/document/document.ts'
import { pageBefore } from '../visit/pages.ts'
import { registrationOf, type StepName, type Visit } from '../visit/visit.ts'
import { usePageTitle } from '../use-page-title.ts'
import { useVisit, useWizard } from '../wizard-context.ts'
import { usePageWords } from '../words/use-words.ts'

/** Whether the person has done something that led to this page. A page that has just loaded leaves the focus alone. */
export const MovedContext = createContext(false)

/** The frame of every step: where the person is, the way back, the question as the page's heading, and what follows. */
export function StepPage({
  name,
  title,
  hasError = false,
  isSuccess = false,
  notice,
  canGoBack = true,
  onSubmit,
  submit,
  footer,
  children,
}: {
  /** For automation, which knows a step by this in any language. */
  readonly name: StepName | 'answers'
  readonly title: string
  readonly hasError?: boolean
  /** Marks the heading as good news. */
  readonly isSuccess?: boolean
  readonly notice?: Elements
  readonly canGoBack?: boolean
  readonly onSubmit: SubmitEventHandler<HTMLFormElement>
  /** The one submit button. */
  readonly submit: ReactNode
  /** What few people need. */
  readonly footer?: Elements
  readonly children?: Elements
}) {
  const words = usePageWords()
  const { rules } = useWizard()
  const [visit, dispatch] = useVisit()
  const before = pageBefore(rules, visit)
  return (
    <>
      {canGoBack && before !== undefined && (
        <button
          type="button"
          name="back"
          className="link back-link"
          onClick={() => dispatch({ type: 'navigated', step: before })}
        >
          {words.backLink}
        </button>
      )}
      {notice}
      <form noValidate data-step={name} onSubmit={onSubmit}>
        <StepHeading title={title} hasError={hasError} isSuccess={isSuccess} />
        <SettledAnswers answers={settledAnswers(name, visit)} />
        {children}
        <div className="actions">{submit}</div>
        {footer}
      </form>
    </>
  )
}

/** Answers that a page doesn't ask for, under the contract's names. Automation reads them in any language. */
export function SettledAnswers({ answers }: { readonly answers: Partial<KnownRequest> }) {
  return Object.entries(answers).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value ?? ''} />
  ))
}

function settledAnswers(step: StepName | 'answers', visit: Visit): Partial<KnownRequest> {
  const { workflow, type } = visit.answers
  switch (step) {
    case 'type':
      return { ...(workflow && { workflow }) }
    case 'details':
      return { ...(workflow && { workflow }), ...(type && { type }) }
    case 'answers':
    case 'file':
      return registrationOf(visit)?.request ?? {}
    case 'list':
    case 'resume':
    case 'workflow':
    case 'receipt':
    case 'finished':
      return {}
    default:
      return step satisfies never
  }
}

export function StepHeading({
  title,
  hasError = false,
  isSuccess = false,
}: {
  readonly title: string
  readonly hasError?: boolean
  readonly isSuccess?: boolean
}) {
  const hasMoved = useContext(MovedContext)
  const heading = useFocus<HTMLHeadingElement>(hasMoved)
  // To somebody who is elsewhere in the page around the frame, it is only announced.
  const [isAnnounced] = useState(() => hasMoved && !holdsFocus())
  usePageTitle(title, hasError)
  return (
    <h1
      className={isSuccess ? 'title-success' : undefined}
      tabIndex={-1}
      ref={heading}
      aria-live={isAnnounced ? 'polite' : undefined}
    >
      {title}
    </h1>
  )
}

export function SubmitButton({
  children,
  isBusy = false,
  isPrimary = true,
}: {
  readonly children: ReactNode
  readonly isBusy?: boolean
  readonly isPrimary?: boolean
}) {
  // In the page as it is served, the browser would send the form off by itself.
  const isLive = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  )
  // Not `disabled`: a disabled button loses the focus and tells nobody why.
  return (
    <button
      type={isLive ? 'submit' : 'button'}
      className={isPrimary ? 'button button-primary' : 'button'}
      aria-disabled={isBusy || undefined}
    >
      {children}
    </button>
  )
}
