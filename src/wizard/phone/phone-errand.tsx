import { type ComponentType, useEffect, useEffectEvent, useMemo, useState, useSyncExternalStore } from 'react'
import { createRandomId } from '../../browser/random-id.ts'
import { type HandoffErrand } from '../../contract/api/handoff.ts'
import { type SessionDescription } from '../../contract/api/session.ts'
import { type Api, type CustomerApi } from '../api/api.ts'
import { asRequestError, RequestError } from '../api/request-error.ts'
import { Failure } from '../forms/failure.tsx'
import { scrollToTop } from '../forms/focus.ts'
import { loadPart } from '../load-part.ts'
import { resumeDocument } from '../steps/resume/resume-document.ts'
import { createOpenedVisit } from '../visit/kept/opened-visit.ts'
import { followHistory } from '../visit/kept/step-history.ts'
import { openTabStorage } from '../visit/kept/tab-storage.ts'
import { startVisit, type Visit } from '../visit/visit.ts'
import { guestRules } from '../visit/visit-rules.ts'
import { createVisitStore, type VisitStore } from '../visit/visit-store.ts'
import { WizardContext, type WizardParts } from '../wizard-context.ts'
import { usePageWords, useSpoken } from '../words/use-words.ts'

interface Work {
  readonly store: VisitStore
  readonly Steps: ComponentType<{ visit: Visit }>
  /** Whether the visit stands where the errand ends. */
  readonly isOver: (visit: Visit) => boolean
  /** Ties the visit to its tab, until the returned function is called. */
  readonly follow?: () => () => void
}

type Opened = Work & { readonly parts: Omit<WizardParts, 'rules'> }

interface Ends {
  readonly onOpened: (parts: Opened['parts']) => void
  readonly onDone: () => void
  /** The document can't take a file under its ID any more. Only the desktop can register another. */
  readonly onImpossible: () => void
}

/** The wizard's own steps for the phone's errand: the file of the one document, or all of the list. */
export function PhoneErrand({
  api,
  errand,
  onOpened,
  ...ends
}: Ends & { readonly api: Api; readonly errand: HandoffErrand }) {
  const { loading } = usePageWords()
  const { all } = useSpoken()
  const [attempt, setAttempt] = useState(0)
  const [opened, setOpened] = useState<Opened | RequestError>()
  const start = useEffectEvent((work: Opened) => {
    onOpened(work.parts)
    setOpened(work)
  })
  const fail = useEffectEvent((thrown: unknown) => {
    const error = asRequestError(thrown)
    if (error.code === 'documentAlreadyUploaded') ends.onDone()
    else setOpened(error)
  })
  useEffect(() => {
    open(api, errand).then(start, (thrown: unknown) => fail(thrown))
  }, [api, errand, attempt])
  if (opened instanceof RequestError) {
    const tryAgain = () => {
      setOpened(undefined)
      setAttempt(attempt + 1)
    }
    return <Failure error={opened} reporter={undefined} onTryAgain={tryAgain} />
  }
  if (!opened || !all) return <p role="status">{loading}</p>
  return <Steps {...opened} {...ends} />
}

function Steps({
  parts,
  store,
  Steps,
  isOver,
  follow,
  onDone,
  onImpossible,
}: Opened & Omit<Ends, 'onOpened'>) {
  const { loading } = usePageWords()
  const visit = useSyncExternalStore(store.subscribe, store.get, store.get)
  const rules = useSyncExternalStore(store.subscribe, store.rules, store.rules)
  const wizard = useMemo(() => ({ ...parts, rules }), [parts, rules])
  const hasEnded = isOver(visit)
  const tellEnd = useEffectEvent(() => (visit.receipts.length > 0 ? onDone() : onImpossible()))
  useEffect(() => {
    if (hasEnded) tellEnd()
  }, [hasEnded])
  useEffect(() => follow?.(), [follow])
  useEffect(() => scrollToTop(), [visit.step])
  // What the visit would go on with is the desktop's.
  if (hasEnded) return <p role="status">{loading}</p>
  return (
    <WizardContext value={wizard}>
      <Steps visit={visit} />
    </WizardContext>
  )
}

async function open(api: Api, errand: HandoffErrand): Promise<Opened> {
  const description = await api.describeSession()
  const customerApi = api.forCustomer(description)
  const isOfList = 'list' in errand
  const work = isOfList ? openList(description) : openDocument(customerApi, errand.documentId)
  const opened = await work
  const { limits, partner, afterwards } = description
  const parts = {
    api: customerApi,
    store: opened.store,
    limits,
    partner,
    returnUrl: undefined,
    afterwards,
    reporter: undefined,
    errand: isOfList ? 'list' : 'document',
  } as const
  return { ...opened, parts }
}

async function openDocument(customerApi: CustomerApi, documentId: string): Promise<Work> {
  const [{ document, ticket }, { LaterSteps }] = await Promise.all([
    resumeDocument(customerApi, documentId),
    loadPart(import('../steps/later-steps.tsx')),
  ])
  const { workflow, type, extension } = document
  const request = { workflow, type, extension }
  const registered = { state: 'registered', documentId, ticket, request, mayHaveArrived: false } as const
  const visit = { ...startVisit(guestRules, createRandomId()), step: 'file', document: registered } as const
  return {
    store: createVisitStore(guestRules, visit),
    Steps: LaterSteps,
    isOver: ({ step }) => step !== 'file',
  }
}

async function openList(description: SessionDescription): Promise<Work> {
  const { ListedSteps } = await loadPart(import('../steps/list/listed-steps.tsx'))
  const { partner, subject } = description
  // Many phones drop the page while their camera is open.
  const storage = openTabStorage({
    partner: partner?.id ?? '',
    subject,
    instance: 'phone',
    terms: description,
  })
  const kept = createOpenedVisit()
  kept.open(description, storage)
  const { store } = kept
  return {
    store,
    Steps: ListedSteps,
    isOver: ({ step }) => step === 'finished',
    follow: () => {
      const stops = [store.subscribe(() => storage.save(store.get())), followHistory(store, window)]
      return () => stops.forEach((stop) => stop())
    },
  }
}
