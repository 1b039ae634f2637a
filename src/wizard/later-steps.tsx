import { Component, type ComponentType, lazy, type ReactNode, useContext, useState } from 'react'
import { Alert } from './forms/notice.tsx'
import { LanguageContext, usePageWords } from './words/use-words.ts'

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
const registeredSteps = laterStep(
  () => import('./steps/registered-steps.tsx'),
  ({ RegisteredSteps }) => RegisteredSteps,
)

export const TypeStep = typeStep.Step
export const DetailsStep = detailsStep.Step
export const RegisteredSteps = registeredSteps.Step

/** Loads ahead; a failure here is met again, and said, when the step is needed. */
export function preloadLaterSteps(): void {
  for (const { preload } of [typeStep, detailsStep, registeredSteps]) preload().catch(() => {})
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
    if (all) return <Chosen {...props} />
    return hasFailed ? <LoadProblem /> : <p role="status">{page.loading}</p>
  }
  return { preload, Step }
}

/** Where a step could not be loaded. Reloading the page tries again, and leads back to the same step. */
export class LoadBoundary extends Component<
  { readonly children: ReactNode },
  { readonly hasFailed: boolean }
> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    return this.state.hasFailed ? <LoadProblem /> : this.props.children
  }
}

function LoadProblem() {
  const { errors, reload } = usePageWords()
  return (
    <Alert title={errors.connectionLost.title}>
      <p>{errors.connectionLost.advice}</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {reload}
      </button>
    </Alert>
  )
}
