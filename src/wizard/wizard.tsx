import { useContext, useEffect, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { type SessionDescription } from '../contract/api/session.ts'
import { type Api } from './api/api.ts'
import { type HostReporter } from './host/host-reporter.ts'
import { Failure, FailureBoundary, UncaughtFailure } from './forms/failure.tsx'
import { scrollToTop } from './forms/focus.ts'
import { useSteadyPresses } from './forms/steady-presses.ts'
import { Note } from './forms/notice.tsx'
import { preloadSteps, StepLoader } from './steps/step-loader.tsx'
import { StepIndicator } from './steps/step-indicator.tsx'
import { MovedContext } from './steps/step-page.tsx'
import { WorkflowStep } from './steps/workflow/workflow-step.tsx'
import { useDropGuard } from './steps/use-drop-guard.ts'
import { takeEarlyChoice, takeEarlyPress } from './page/early-press.ts'
import { createOpenedVisit, keepVisit } from './visit/kept/opened-visit.ts'
import { followHistory } from './visit/kept/step-history.ts'
import { type LoadedVisit, type TabStorage } from './visit/kept/tab-storage.ts'
import { type Visit } from './visit/visit.ts'
import { type VisitStore } from './visit/visit-store.ts'
import { WizardContext, type WizardParts } from './wizard-context.ts'
import { usePageWords } from './words/use-words.ts'

/** One visit under one session. A guest answers the first questions before the session has come. */
export function Wizard({
  api,
  description,
  storage,
  hasHistory,
  reporter,
  isOtherCustomer,
}: {
  readonly api: Api
  readonly description: SessionDescription | undefined
  readonly storage: TabStorage | undefined
  readonly hasHistory: boolean
  readonly reporter: HostReporter | undefined
  /** The page has served somebody else before. */
  readonly isOtherCustomer: boolean
}) {
  const [opened] = useState(() => {
    const begun = createOpenedVisit()
    if (description && storage) begun.open(description, storage)
    return begun
  })
  const { store } = opened
  // Before the browser paints, so that no question flashes up that is not asked.
  useLayoutEffect(() => {
    if (description && storage) opened.open(description, storage)
  }, [opened, description, storage])
  const loaded = useSyncExternalStore(store.subscribe, opened.loaded, opened.loaded)
  // Not once another customer's visit has taken this one's place, however late an answer comes.
  useEffect(
    () => (storage ? store.subscribe(() => keepVisit(storage, store.get())) : undefined),
    [store, storage],
  )
  const rules = useSyncExternalStore(store.subscribe, store.rules, store.rules)
  useEffect(() => (hasHistory ? followHistory(store, window) : undefined), [store, hasHistory])
  useDropGuard()
  useSteadyPresses()
  useLayoutEffect(takeEarlyChoice, [])
  useEffect(takeEarlyPress, [])
  const parts = useMemo<WizardParts>(
    () => ({
      api: api.forCustomer(description),
      store,
      unclaimed: storage?.unclaimed,
      rules,
      // The file step comes after a call, which no guest can make before the session is described.
      limits: description?.limits ?? { maxFileBytes: 0 },
      partner: description?.partner ?? null,
      returnUrl: description?.returnUrl,
      afterwards: description?.afterwards,
      reporter,
    }),
    [api, store, storage, rules, description, reporter],
  )
  useEffect(
    () => (description ? reporter?.follow(store, description) : undefined),
    [reporter, store, description],
  )
  return (
    <WizardContext value={parts}>
      <StepIndicator />
      {loaded && <RestoreNote loaded={loaded} isOtherCustomer={isOtherCustomer} isGuest={rules.isGuest} />}
      <Steps store={store} reporter={reporter} />
    </WizardContext>
  )
}

function RestoreNote({
  loaded,
  isOtherCustomer,
  isGuest,
}: {
  readonly loaded: LoadedVisit
  readonly isOtherCustomer: boolean
  readonly isGuest: boolean
}) {
  const words = usePageWords()
  // Nobody signs in as a guest. Their session was too old to be renewed, or the proxy no longer knows it.
  const lost = isOtherCustomer ? (isGuest ? 'expired' : 'otherCustomer') : undefined
  const reason = lost ?? (loaded.kind === 'dropped' ? loaded.reason : undefined)
  return reason && <Note kind="info">{words.restored[reason]}</Note>
}

/** Tells the pages apart: those of a hand-off stand in the place of a step. */
function pageOf({ step, handoffId }: Visit): string {
  return handoffId === undefined ? step : 'phone'
}

function Steps({
  store,
  reporter,
}: {
  readonly store: VisitStore
  readonly reporter: HostReporter | undefined
}) {
  const visit = useSyncExternalStore(store.subscribe, store.get, store.get)
  const page = pageOf(visit)
  const [firstPage] = useState(page)
  // The problem that was shown before had a button, which is gone.
  const [hasGoneOn, setHasGoneOn] = useState(false)
  const hasMoved = useContext(MovedContext) || hasGoneOn
  if (!hasGoneOn && page !== firstPage) setHasGoneOn(true)
  // In a task of its own: first the page becomes usable.
  useEffect(() => {
    const task = window.setTimeout(preloadSteps)
    return () => window.clearTimeout(task)
  }, [])
  useEffect(() => {
    if (hasMoved) scrollToTop()
  }, [hasMoved, visit.step])
  return (
    <MovedContext value={hasMoved}>
      <UncaughtFailure reporter={reporter} movesNow={() => store.get().moves} />
      {/* What can't be shown of one step is no reason not to show another. */}
      <FailureBoundary
        key={visit.step}
        renderFailure={(error, tryAgain) => (
          <Failure error={error} reporter={reporter} onTryAgain={tryAgain} />
        )}
      >
        {visit.step === 'workflow' && !visit.requested ? <WorkflowStep /> : <StepLoader visit={visit} />}
      </FailureBoundary>
    </MovedContext>
  )
}
