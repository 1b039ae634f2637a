import { type ComponentType, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react'
import { createRandomId } from '../../browser/random-id.ts'
import { loadInTime } from '../../browser/load-in-time.ts'
import { type Api } from '../api/api.ts'
import { asRequestError, RequestError } from '../api/request-error.ts'
import { Failure } from '../forms/failure.tsx'
import { resumeDocument } from '../steps/resume/resume-document.ts'
import { startVisit, type Visit } from '../visit/visit.ts'
import { guestRules } from '../visit/visit-rules.ts'
import { createVisitStore } from '../visit/visit-store.ts'
import { WizardContext, type WizardParts } from '../wizard-context.ts'
import { usePageWords, useSpoken } from '../words/use-words.ts'

interface Opened {
  readonly parts: WizardParts
  readonly Steps: ComponentType<{ visit: Visit }>
}

/** The wizard's own file step, for the one document of the phone's errand. */
export function PhoneFile({
  api,
  documentId,
  onArrived,
  onImpossible,
}: {
  readonly api: Api
  readonly documentId: string
  readonly onArrived: () => void
  /** The document can't take a file under its ID any more. Only the desktop can register another. */
  readonly onImpossible: () => void
}) {
  const { loading } = usePageWords()
  const { all } = useSpoken()
  const [attempt, setAttempt] = useState(0)
  const [opened, setOpened] = useState<Opened | RequestError>()
  const fail = useEffectEvent((thrown: unknown) => {
    const error = asRequestError(thrown)
    if (error.code === 'documentAlreadyUploaded') onArrived()
    else setOpened(error)
  })
  useEffect(() => {
    openDocument(api, documentId).then(setOpened, (thrown: unknown) => fail(thrown))
  }, [api, documentId, attempt])
  if (opened instanceof RequestError) {
    const tryAgain = () => {
      setOpened(undefined)
      setAttempt(attempt + 1)
    }
    return <Failure error={opened} reporter={undefined} onTryAgain={tryAgain} />
  }
  if (!opened || !all) return <p role="status">{loading}</p>
  return <File {...opened} onArrived={onArrived} onImpossible={onImpossible} />
}

function File({
  parts,
  Steps,
  onArrived,
  onImpossible,
}: Opened & { readonly onArrived: () => void; readonly onImpossible: () => void }) {
  const { loading } = usePageWords()
  const { store } = parts
  const visit = useSyncExternalStore(store.subscribe, store.get, store.get)
  const hasArrived = visit.receipts.length > 0
  const tellEnd = useEffectEvent(() => (hasArrived ? onArrived() : onImpossible()))
  const isOver = visit.step !== 'file'
  useEffect(() => {
    if (isOver) tellEnd()
  }, [isOver])
  // What the visit would go on with is the desktop's.
  if (isOver) return <p role="status">{loading}</p>
  return (
    <WizardContext value={parts}>
      <Steps visit={visit} />
    </WizardContext>
  )
}

async function openDocument(api: Api, documentId: string): Promise<Opened> {
  const description = await api.describeSession()
  const customerApi = api.forCustomer(description)
  const [{ document, ticket }, { LaterSteps }] = await Promise.all([
    resumeDocument(customerApi, documentId),
    loadInTime(import('../steps/later-steps.tsx')).catch((cause: unknown) => {
      throw new RequestError('partNotLoaded', { cause })
    }),
  ])
  const { workflow, type, extension } = document
  const request = { workflow, type, extension }
  const registered = { state: 'registered', documentId, ticket, request, mayHaveArrived: false } as const
  const visit = { ...startVisit(guestRules, createRandomId()), step: 'file', document: registered } as const
  const { limits, partner } = description
  return {
    Steps: LaterSteps,
    parts: {
      api: customerApi,
      store: createVisitStore(guestRules, visit),
      rules: guestRules,
      limits,
      partner,
      returnUrl: undefined,
      reporter: undefined,
      isErrand: true,
    },
  }
}
