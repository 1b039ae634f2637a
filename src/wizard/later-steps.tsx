import { Component, type ComponentType, lazy, type ReactNode, useContext, useState } from 'react'
import { Alert } from './forms/notice.tsx'
import { LanguageContext } from './words/use-words.ts'

/**
 * What comes after the first step isn't loaded with the first view, but as soon as that has been seen: whoever gets to
 * it on a bad connection has it already.
 */
const typeStep = laterStep(
  () => import('./steps/type-step.tsx'),
  ({ TypeStep }) => TypeStep,
)
const detailsStep = laterStep(
  () => import('./steps/details-step.tsx'),
  ({ DetailsStep }) => DetailsStep,
)
const answersPage = laterStep(
  () => import('./steps/answers-page.tsx'),
  ({ AnswersPage }) => AnswersPage,
)
const fileStep = laterStep(
  () => import('./steps/file-step.tsx'),
  ({ FileStep }) => FileStep,
)
const receiptStep = laterStep(
  () => import('./steps/receipt-step.tsx'),
  ({ ReceiptStep }) => ReceiptStep,
)
const finishedPage = laterStep(
  () => import('./steps/finished-page.tsx'),
  ({ FinishedPage }) => FinishedPage,
)

export const TypeStep = typeStep.Step
export const DetailsStep = detailsStep.Step
export const AnswersPage = answersPage.Step
export const FileStep = fileStep.Step
export const ReceiptStep = receiptStep.Step
export const FinishedPage = finishedPage.Step

/** Loads ahead; a failure here is met again, and said, when the step is needed. */
export function preloadLaterSteps(): void {
  const steps = [typeStep, detailsStep, fileStep, answersPage, receiptStep, finishedPage]
  for (const { preload } of steps) preload().catch(() => {})
}

/** `lazy` alone suspends even where the module is there already, and shows the fallback for 300 ms (React 19.3). */
function laterStep<Module, Props extends object>(
  load: () => Promise<Module>,
  pick: (module: Module) => ComponentType<Props>,
) {
  let loaded: ComponentType<Props> | undefined
  const preload = async () => (loaded ??= pick(await load()))
  const Lazy = lazy(async () => ({ default: await preload() }))
  function Step(props: Props) {
    // Chosen once, so that a step isn't mounted anew when its module arrives.
    const [Chosen] = useState<ComponentType<Props>>(() => loaded ?? Lazy)
    const { page, all, hasFailed } = useContext(LanguageContext)
    if (hasFailed) throw new Error('The words of this step could not be loaded.')
    return all ? <Chosen {...props} /> : <p role="status">{page.loading}</p>
  }
  return { preload, Step }
}

/** Where a step could not be loaded. Reloading the page tries again, and leads back to the same step. */
export class LoadBoundary extends Component<
  { readonly children: ReactNode },
  { readonly hasFailed: boolean }
> {
  static override contextType = LanguageContext
  declare context: React.ContextType<typeof LanguageContext>
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children
    const { errors, reload } = this.context.page
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
