import { Component, type ComponentType, lazy, type ReactNode, useState } from 'react'
import { Alert } from './forms/notice.tsx'
import { type Visit } from './visit/visit.ts'
import { usePageWords, useSpoken } from './words/use-words.ts'

/**
 * What comes after the first step isn't loaded with the first view, but as soon as that has been seen: whoever gets to
 * it on a bad connection has it already.
 */
let Loaded: ComponentType<{ visit: Visit }> | undefined

async function load() {
  const module = await import('./steps/later-steps.tsx')
  return (Loaded ??= module.LaterSteps)
}

/** `lazy` alone suspends even where the module is there already, and shows the fallback for 300 ms (React 19.3). */
const Lazy = lazy(async () => ({ default: await load() }))

/** Loads ahead; a failure here is met again, and said, when a step is needed. */
export function preloadLaterSteps(): void {
  load().catch(() => {})
}

export function LaterSteps({ visit }: { readonly visit: Visit }) {
  // Chosen once, so that a step isn't mounted anew when its module arrives.
  const [Steps] = useState<ComponentType<{ visit: Visit }>>(() => Loaded ?? Lazy)
  const { page, all, hasFailed } = useSpoken()
  if (all) return <Steps visit={visit} />
  return hasFailed ? <LoadProblem /> : <p role="status">{page.loading}</p>
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
