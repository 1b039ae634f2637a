import { type ComponentType, useCallback, useContext, useEffect, useState } from 'react'
import { asRequestError, RequestError } from '../api/request-error.ts'
import { preloadDrawings } from '../drawings/drawing.tsx'
// Several parts import these three. Here they go with the first view, instead of into files of their own.
import '../forms/copyable.tsx'
import './facts.tsx'
import '../words/format.ts'
import { Failure } from '../forms/failure.tsx'
import { loadPart } from '../load-part.ts'
import { MovedContext } from './step-page.tsx'
import { registrationOf, type Visit } from '../visit/visit.ts'
import { useWizard } from '../wizard-context.ts'
import { useSpoken } from '../words/use-words.ts'

type Steps = ComponentType<{ visit: Visit }>

/**
 * The steps after the first one are not loaded with the first view, but as soon as it has been seen. So they are there
 * already when somebody with a bad connection gets to them. The others are loaded for those alone who get them.
 */
const parts = {
  later: async (): Promise<Steps> => (await import('./later-steps.tsx')).LaterSteps,
  answers: async (): Promise<Steps> => (await import('./registered/answers-page.tsx')).AnswersPage,
  list: async (): Promise<Steps> => (await import('./list/listed-steps.tsx')).ListedSteps,
  resume: async (): Promise<Steps> => (await import('./resume/resume-step.tsx')).ResumeStep,
  phone: async (): Promise<Steps> => (await import('./phone/phone-step.tsx')).PhoneStep,
}
type Part = keyof typeof parts
const loaded: { [Each in Part]?: Steps } = {}

async function load(part: Part): Promise<Steps> {
  return (loaded[part] ??= await loadPart(parts[part]()))
}

/** Loads ahead. A failure here comes again when a step is needed, and is told then. */
export function preloadSteps(): void {
  load('later').catch(() => {})
  preloadDrawings()
}

/** A question that has been answered for good is shown as an answer. */
function partOf(visit: Visit): Part {
  if (visit.handoffId !== undefined && visit.step === 'file') return 'phone'
  if (visit.requested) return 'list'
  if (visit.step === 'resume') return 'resume'
  return visit.step === 'details' && registrationOf(visit) ? 'answers' : 'later'
}

type Loading = 'loading' | Part | RequestError

/** Not by `lazy`, which suspends even when the module has come, and never tries again (React 19.3). */
export function StepLoader({ visit }: { readonly visit: Visit }) {
  const part = partOf(visit)
  const Steps = loaded[part]
  const [state, setState] = useState<Loading>('loading')
  const { page, all, problem } = useSpoken()
  const hasMoved = useContext(MovedContext)
  const [hasTried, setHasTried] = useState(false)
  const { reporter } = useWizard()
  const fetchSteps = useCallback(() => {
    if (loaded[part]) return
    load(part).then(
      () => setState(part),
      (thrown: unknown) => setState(asRequestError(thrown)),
    )
  }, [part])
  useEffect(fetchSteps, [fetchSteps])
  if (Steps && all) {
    return (
      <MovedContext value={hasMoved || hasTried}>
        <Steps visit={visit} />
      </MovedContext>
    )
  }
  const error = !Steps && state instanceof RequestError ? state : problem?.error
  if (!error) return <p role="status">{page.loading}</p>
  const tryAgain = () => {
    setHasTried(true)
    setState('loading')
    fetchSteps()
    problem?.tryAgain()
  }
  return <Failure error={error} reporter={reporter} onTryAgain={tryAgain} />
}
