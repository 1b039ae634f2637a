import { Component, type ComponentType, lazy, type ReactNode } from 'react'
import { Alert } from './forms/notice.tsx'
import { WordsContext } from './words/use-words.ts'

/**
 * What comes after registering isn't loaded with the first view, but as soon as that has been seen: whoever gets to
 * it on a bad connection has it already.
 */
const loadAnswersPage = () => import('./steps/answers-page.tsx')
const loadFileStep = () => import('./steps/file-step.tsx')
const loadReceiptStep = () => import('./steps/receipt-step.tsx')
const loadFinishedPage = () => import('./steps/finished-page.tsx')

export const AnswersPage = lazyOf(loadAnswersPage, ({ AnswersPage }) => AnswersPage)
export const FileStep = lazyOf(loadFileStep, ({ FileStep }) => FileStep)
export const ReceiptStep = lazyOf(loadReceiptStep, ({ ReceiptStep }) => ReceiptStep)
export const FinishedPage = lazyOf(loadFinishedPage, ({ FinishedPage }) => FinishedPage)

function lazyOf<Module, Props>(load: () => Promise<Module>, pick: (module: Module) => ComponentType<Props>) {
  return lazy(async () => ({ default: pick(await load()) }))
}

/** Loads ahead; a failure here is met again, and said, when the step is needed. */
export function preloadLaterSteps(): void {
  for (const load of [loadFileStep, loadAnswersPage, loadReceiptStep, loadFinishedPage])
    load().catch(() => {})
}

/** Where a step could not be loaded. Reloading the page tries again, and leads back to the same step. */
export class LoadBoundary extends Component<
  { readonly children: ReactNode },
  { readonly hasFailed: boolean }
> {
  static override contextType = WordsContext
  declare context: React.ContextType<typeof WordsContext>
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children
    const { errors, reload } = this.context
    return (
      <Alert title={errors.connectionLost.title}>
        <p>{errors.connectionLost.advice}</p>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          {reload}
        </button>
      </Alert>
    )
  }
}
