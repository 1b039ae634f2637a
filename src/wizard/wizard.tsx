import { useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { createRandomId } from '../browser/random-id.ts'
import { type SessionDescription } from '../contract/session.ts'
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
import { beginVisit } from './visit/begin-visit.ts'
import { followHistory } from './visit/step-history.ts'
import { type LoadedVisit, type TabStorage } from './visit/tab-storage.ts'
import { type Visit } from './visit/visit.ts'
import { createVisitStore, type VisitStore } from './visit/visit-store.ts'
import { WizardContext, type WizardParts } from './wizard-context.ts'
import { usePageWords } from './words/use-words.ts'

/** One visit under one session. */
export function Wizard({
  api,
  description,
  storage,
  hasHistory,
  reporter,
  isOtherCustomer,
}: {
  readonly api: Api
  readonly description: SessionDescription
  readonly storage: TabStorage
  readonly hasHistory: boolean
  readonly reporter: HostReporter | undefined
  /** The page has served somebody else before. */
  readonly isOtherCustomer: boolean
}) {
  const [loaded] = useState(() => storage.load())
  const [store] = useState(() => {
    const kept = loaded.kind === 'restored' ? loaded.visit : undefined
    const openDocuments = storage.unclaimed(description.openDocuments)
    const { rules, visit } = beginVisit({ ...description, openDocuments }, kept, createRandomId())
    return createVisitStore(rules, visit)
  })
  // Not once another customer's visit has taken this one's place, however late an answer comes.
  useEffect(() => store.subscribe(() => keep(storage, store.get())), [store, storage])
  const rules = useSyncExternalStore(store.subscribe, store.rules, store.rules)
  useEffect(() => (hasHistory ? followHistory(store, window) : undefined), [store, hasHistory])
  useDropGuard()
  useSteadyPresses()
  const parts = useMemo<WizardParts>(
    () => ({
      api: api.forCustomer(description),
      store,
      unclaimed: storage.unclaimed,
      rules,
      limits: description.limits,
      partner: description.partner,
      returnUrl: description.returnUrl,
      reporter,
    }),
    [api, store, storage, rules, description, reporter],
  )
  useEffect(() => reporter?.follow(store, description), [reporter, store, description])
  return (
    <WizardContext value={parts}>
      <StepIndicator />
      <RestoreNote loaded={loaded} isOtherCustomer={isOtherCustomer} isGuest={rules.isGuest} />
      <Steps store={store} reporter={reporter} />
    </WizardContext>
  )
}

/** A visit that has come to its end leaves nothing behind. One that has nothing but what waits is begun anew. */
function keep(storage: TabStorage, visit: Visit): void {
  if (visit.step === 'finished') storage.clear()
  else if (visit.step !== 'resume' || visit.receipts.length > 0) storage.save(visit)
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
  const [hasMoved, setHasMoved] = useState(useContext(MovedContext))
  if (!hasMoved && page !== firstPage) setHasMoved(true)
  useEffect(preloadSteps, [])
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
