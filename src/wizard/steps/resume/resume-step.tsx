import { useEffect, useEffectEvent, useState } from 'react'
import { useWatch } from 'react-hook-form'
import * as z from 'zod/mini'
import { documentIdSchema } from '../../../contract/document/document.ts'
import { type OpenDocument } from '../../../contract/api/visit.ts'
import { describe } from '../../api/api.ts'
import { asRequestError, type RequestError } from '../../api/request-error.ts'
import { FieldGroup } from '../../forms/field.tsx'
import { Alert, Note, RequestProblem } from '../../forms/notice.tsx'
import { Radios } from '../../forms/radios.tsx'
import { readFields } from '../../forms/read-fields.ts'
import { useSchemaForm } from '../../forms/use-schema-form.ts'
import { type VisitEvent } from '../../visit/reduce-visit.ts'
import { type Visit } from '../../visit/visit.ts'
import { waitingLearned } from '../../visit/list/waiting-learned.ts'
import { soleWaiting, startingOver } from '../../visit/list/waiting-documents.ts'
import { useWizard } from '../../wizard-context.ts'
import { enResume, type ResumeWords } from '../../words/en/resume.ts'
import { frResume } from '../../words/fr/resume.ts'
import { useLocale, usePageWords, useWords } from '../../words/use-words.ts'
import { StepPage, SubmitButton } from '../step-page.tsx'
import { useLookedAtAgain } from '../use-looked-at-again.ts'
import { resumeDocument } from './resume-document.ts'

/** They come with this page, because most people never see it. */
const resumeWords: Readonly<Record<string, ResumeWords>> = { en: enResume, fr: frResume }

const formSchema = z.object({ documentId: documentIdSchema })
const groupId = 'waiting'
const startOverId = 'about-start-over'

/** Offers to go on with the documents that wait for their file. */
export function ResumeStep({ visit }: { readonly visit: Visit }) {
  const { rules } = useWizard()
  const [sole] = useState(() => soleWaiting(rules, visit))
  const { state, ask, fail } = useResuming(sole !== undefined)
  useNews(state, fail)
  const goOnUnasked = useEffectEvent(() => {
    if (sole) ask(sole.id, resumed)
  })
  useEffect(() => goOnUnasked(), [])
  const words = usePageWords()
  const { waiting = [] } = visit
  const [first] = waiting
  if (state.kind === 'begun') return <p role="status">{words.loading}</p>
  if (!first) return undefined
  // Where another is offered, none is chosen yet.
  const offered = waiting.map(({ id }) => id).join()
  return <ResumeForm key={offered} visit={visit} waiting={waiting} first={first} state={state} ask={ask} />
}

type ResumingState =
  /** Without a press. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly error: RequestError }

type Ask = (documentId: string, eventOf: (documentId: string, ticket: string) => VisitEvent) => void

function resumed(documentId: string, ticket: string): VisitEvent {
  return { type: 'resumed', documentId, ticket }
}

function startedOver(documentId: string, ticket: string): VisitEvent {
  return { type: 'startedOver', givenUp: { documentId, ticket } }
}

/** Gets a ticket for a document, and reports to the visit what it is for. */
function useResuming(isBegun: boolean): {
  readonly state: ResumingState
  readonly ask: Ask
  readonly fail: (error: RequestError) => void
} {
  const { api, store, reporter } = useWizard()
  const [state, setState] = useState<ResumingState>({ kind: isBegun ? 'begun' : 'idle' })
  return {
    state,
    fail: (error) => setState({ kind: 'failed', error }),
    ask: (documentId, eventOf) => {
      if (state.kind !== 'begun') setState({ kind: 'asking' })
      resumeDocument(api, documentId).then(
        ({ ticket }) => store.dispatch(eventOf(documentId, ticket)),
        (thrown: unknown) => {
          const error = asRequestError(thrown)
          reporter?.failed(error, documentId)
          setState({ kind: 'failed', error })
        },
      )
    },
  }
}

/**
 * What other devices have done is asked for when the page is looked at again. Where nobody answers, what is known stands:
 * each press is told its own failure. A link that was opened elsewhere stays there until the next press.
 */
function useNews(state: ResumingState, fail: (error: RequestError) => void): void {
  const { api, store, unclaimed } = useWizard()
  useLookedAtAgain(() => {
    if (state.kind !== 'idle') return
    api.withSession(describe).then(
      ({ openDocuments, remainingDocuments }) =>
        store.dispatch(waitingLearned({ openDocuments: unclaimed?.(openDocuments), remainingDocuments })),
      (thrown: unknown) => {
        const error = asRequestError(thrown)
        if (error.code === 'linkOpenedElsewhere') fail(error)
      },
    )
  })
}

function ResumeForm({
  visit,
  waiting,
  first,
  state,
  ask,
}: {
  readonly visit: Visit
  readonly waiting: readonly OpenDocument[]
  readonly first: OpenDocument
  readonly state: ResumingState
  readonly ask: Ask
}) {
  const { rules, store } = useWizard()
  const words = useResumeWords()
  const describe = useDescription()
  const form = useSchemaForm(formSchema, { documentId: first.id })
  const chosenId = useWatch({ control: form.control, name: 'documentId' })
  const chosen = waiting.find(({ id }) => id === chosenId) ?? first
  const isSole = waiting.length === 1
  const isUnconfirmed = chosen.state === 'unconfirmed'
  const overOutcome = startingOver(rules, visit, chosen)
  const isAsking = state.kind === 'asking'
  const submit = form.handleSubmit(({ documentId }) => ask(documentId, resumed))
  const startOver = () => {
    if (overOutcome === 'givesUp') ask(chosen.id, startedOver)
    else store.dispatch({ type: 'startedOver' })
  }
  const title = isSole ? (isUnconfirmed ? words.titleUnconfirmed : words.title) : words.titleSeveral
  return (
    <StepPage
      name="resume"
      title={title}
      hasError={state.kind === 'failed'}
      notice={state.kind === 'failed' && <ResumeProblem error={state.error} />}
      onSubmit={(event) => {
        event.preventDefault()
        if (isAsking) return
        readFields(form, event.currentTarget)
        void submit(event)
      }}
      submit={
        <>
          <SubmitButton isBusy={isAsking}>{isUnconfirmed ? words.sendAgain : words.addPicture}</SubmitButton>
          {overOutcome !== 'impossible' && (
            <button
              type="button"
              name="startOver"
              className="button"
              aria-describedby={startOverId}
              aria-disabled={isAsking || undefined}
              onClick={() => {
                if (!isAsking) startOver()
              }}
            >
              {words.startOver}
            </button>
          )}
        </>
      }
    >
      {isSole ? (
        <>
          <p className="lead">{describe(first).text}</p>
          {first.isUnderOtherTerms && <Note kind="info">{words.otherTerms}</Note>}
          <input type="hidden" name="documentId" value={first.id} />
          <p className="document-id">
            <span>{words.documentId}</span> <code translate="no">{first.id}</code>
          </p>
        </>
      ) : (
        <FieldGroup id={groupId} label={words.which}>
          <Radios
            id={groupId}
            registration={form.register('documentId')}
            options={waiting.map((document) => ({
              value: document.id,
              label: describe(document).type,
              hint: describe(document).hint,
            }))}
          />
        </FieldGroup>
      )}
      {overOutcome !== 'impossible' && (
        <p className="hint" id={startOverId}>
          {words[overOutcome]}
        </p>
      )}
    </StepPage>
  )
}

/** After these, only the server can say what still waits. */
const isGone = ({ code }: RequestError) =>
  code === 'documentNotFound' || code === 'documentAlreadyUploaded' || code === 'notFound'

function ResumeProblem({ error }: { readonly error: RequestError }) {
  const { gone } = useResumeWords()
  const { reload } = usePageWords()
  if (!isGone(error)) return <RequestProblem error={error} />
  return (
    <Alert title={gone.title}>
      <p>{gone.advice}</p>
      <button type="button" name="reload" className="button" onClick={() => window.location.reload()}>
        {reload}
      </button>
    </Alert>
  )
}

function useResumeWords(): ResumeWords {
  return resumeWords[usePageWords().language] ?? enResume
}

/** Tells of a document by its type and the day when it was registered, since nobody else knows its name. */
function useDescription() {
  const words = useResumeWords()
  const { names } = useWords().type
  const format = new Intl.DateTimeFormat(useLocale(), { weekday: 'long', day: 'numeric', month: 'long' })
  return ({ id, type, state, isUnderOtherTerms, dtsRegisteredAt }: OpenDocument) => {
    const day = format.format(new Date(dtsRegisteredAt))
    const isUnconfirmed = state === 'unconfirmed'
    const hint = isUnconfirmed ? words.sentOn(day, id) : words.registeredOn(day, id)
    return {
      type: names[type],
      text: isUnconfirmed ? words.unconfirmed(names[type], day) : words.missing(names[type], day),
      hint: isUnderOtherTerms ? `${hint}. ${words.otherTerms}` : hint,
    }
  }
}
