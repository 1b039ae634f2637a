import { Component, Fragment, type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { asRequestError, type RequestError } from '../api/request-error.ts'
import { type HostReporter } from '../host/host-reporter.ts'
import { usePageWords } from '../words/use-words.ts'
import { RequestProblem } from './notice.tsx'

interface Told {
  /** Of the page around the frame, which is told of it too. */
  readonly reporter: HostReporter | undefined
}

/** A failure of the page itself, in words; the host page hears of it. One can try again or reload. */
export function Failure({
  error,
  reporter,
  isWholePage = true,
  onTryAgain,
}: Told & {
  readonly error: RequestError
  /** It replaces everything else. */
  readonly isWholePage?: boolean
  readonly onTryAgain?: (() => void) | undefined
}) {
  const words = usePageWords()
  useEffect(() => reporter?.failed(error), [reporter, error])
  return (
    <RequestProblem error={error} isWholePage={isWholePage}>
      <div className="actions">
        {onTryAgain && (
          <button type="button" name="tryAgain" className="button" onClick={onTryAgain}>
            {words.tryAgain}
          </button>
        )}
        <button type="button" name="reload" className="button" onClick={() => window.location.reload()}>
          {words.reload}
        </button>
      </div>
    </RequestProblem>
  )
}

/** Shows something else in place of what could not be rendered; `tryAgain` renders it once more. */
export class FailureBoundary extends Component<
  {
    readonly renderFailure: (error: RequestError, tryAgain: () => void) => ReactNode
    readonly children: ReactNode
  },
  { readonly error: RequestError | undefined; readonly tries: number }
> {
  override state = { error: undefined, tries: 0 }

  static getDerivedStateFromError(thrown: unknown) {
    return { error: asRequestError(thrown) }
  }

  override render() {
    const { renderFailure, children } = this.props
    const { error, tries } = this.state
    if (!error) return children
    const tryAgain = () => this.setState({ error: undefined, tries: tries + 1 })
    // A failure that comes again is told again.
    return <Fragment key={tries}>{renderFailure(error, tryAgain)}</Fragment>
  }
}

/**
 * Shows an error that nobody caught in an event handler, a timer or a promise. No error needs to be caught only to be
 * shown, because each comes here in the end.
 */
export function UncaughtFailure({
  reporter,
  movesNow,
}: Told & {
  /** How many steps the person has gone. An error from before they went on is no longer shown. */
  readonly movesNow: () => number
}) {
  const [failure, setFailure] = useState<{
    readonly error: RequestError
    readonly moves: number
    readonly count: number
  }>()
  const show = useEffectEvent((thrown: unknown) => {
    if (!isOurs(thrown)) return
    const error = asRequestError(thrown)
    setFailure({ error, moves: movesNow(), count: (failure?.count ?? 0) + 1 })
    reporter?.failed(error)
  })
  useEffect(() => {
    const onError = (event: ErrorEvent) => show(event.error)
    const onRejection = (event: PromiseRejectionEvent) => show(event.reason)
    window.addEventListener('error', onError)
    window.addEventListener('unhandledrejection', onRejection)
    return () => {
      window.removeEventListener('error', onError)
      window.removeEventListener('unhandledrejection', onRejection)
    }
  }, [])
  return (
    failure?.moves === movesNow() && (
      <Failure key={failure.count} error={failure.error} reporter={undefined} isWholePage={false} />
    )
  )
}

const ownScripts = import.meta.url.slice(0, import.meta.url.lastIndexOf('/') + 1)

/**
 * Extensions and the browsers inside other apps run scripts of their own in the page. The person can do nothing about
 * their errors. Errors that the browser itself raises may hold no stack.
 */
function isOurs(thrown: unknown): thrown is Error {
  return (
    thrown instanceof DOMException ||
    (thrown instanceof Error && (thrown.stack?.includes(ownScripts) ?? false))
  )
}
