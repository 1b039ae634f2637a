import { useEffect, useEffectEvent, useState } from 'react'
import { type PreparedFile } from '../../../image/prepared-file.ts'
import { CancelledNote, canSendAgain, DeliveryProblem } from '../../delivery/delivery-problem.tsx'
import { DeliveryProgress } from '../../delivery/delivery-progress.tsx'
import { type DeliveryStage, useDelivery } from '../../delivery/use-delivery.ts'
import { focusControl } from '../../forms/focus.ts'
import { ErrorSummary } from '../../forms/notice.tsx'
import { useErrorSummary } from '../../forms/use-error-summary.tsx'
import { useSchemaForm } from '../../forms/use-schema-form.ts'
import { type Registration } from '../../visit/visit.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { StepPage, SubmitButton } from '../step-page.tsx'
import { fileFormSchema } from './file-form-schema.ts'
import { FilePicker } from './picker/file-picker.tsx'
import { FilePreview } from './preview/file-preview.tsx'
import { problemText } from './file-problem.ts'
import { type FileEvent, type FileState } from './file-state.ts'
import { useFilePreparation } from './use-file-preparation.ts'
import { useLeaveQuestion } from './use-leave-question.ts'

/** Where the upload stands. `wanted`: Upload was pressed, and the picture goes off as soon as it is ready. */
type UploadStage = { readonly kind: 'wanted' } | DeliveryStage

export function FileForm({
  registration,
  title,
}: {
  readonly registration: Registration
  readonly title: string
}) {
  const words = useWords()
  const { limits, errand } = useWizard()
  const { maxFileBytes } = limits
  const [, dispatch] = useVisit()
  const { request, documentId } = registration
  const { extension } = request
  const rules = { extension, maxFileBytes }
  const [state, dispatchFile] = useFilePreparation(rules)
  const delivery = useDelivery(registration)
  const isWanted = 'file' in state && state.isWanted
  const stage: UploadStage = isWanted ? { kind: 'wanted' } : delivery.stage
  const isDelivering = stage.kind === 'delivering'
  const isPreparing = state.kind === 'preparing' || state.kind === 'turning'
  const problem = problemText(words, rules, state)
  // Another one with each state, though it reads the same: so a reason that comes or is asked for again is told again.
  const [telling, setTelling] = useState({ of: state, count: 0 })
  if (telling.of !== state) setTelling({ of: state, count: telling.count + 1 })

  const form = useSchemaForm(fileFormSchema(rules))
  const summary = useErrorSummary(form, () => ({ controlId: 'file', text: words.file.missing }))
  useLeaveQuestion('file' in state)

  const send = async (prepared: PreparedFile | undefined) => {
    if (prepared) form.setValue('file', prepared.blob)
    await form.handleSubmit(
      () => {
        dispatchFile({ type: 'handedOver' })
        summary.clear()
        if (prepared) delivery.send(prepared)
      },
      (errors) => {
        dispatchFile({ type: 'handedOver' })
        summary.show(errors)
      },
    )()
  }
  const isReadyToGo = state.kind === 'ready' && isWanted
  const sendWanted = useEffectEvent(
    () => void send(state.kind === 'ready' ? withUnseenWarnings(state) : undefined),
  )
  useEffect(() => {
    if (isReadyToGo) sendWanted()
  }, [isReadyToGo])

  const submit = () => {
    if (isDelivering) return
    dispatchFile({ type: 'uploadPressed' })
    if (state.kind === 'empty' && problem === undefined) void send(undefined)
  }

  /** What was told of the file before is over. */
  const change = (event: FileEvent) => {
    summary.clear()
    delivery.forget()
    form.reset()
    dispatchFile(event)
  }

  const told =
    problem === undefined ? (
      summary.notice
    ) : (
      <ErrorSummary key={telling.count} entries={[{ controlId: 'file', text: problem }]} />
    )
  return (
    <StepPage
      name="file"
      canGoBack={!isDelivering && errand !== 'document'}
      title={title}
      hasError={told !== undefined || 'error' in stage}
      notice={'error' in stage ? <DeliveryProblem end={stage} /> : told}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      submit={<UploadButton stage={stage} />}
      footer={
        <p className="document-id">
          <span>{words.file.documentId}</span> <code translate="no">{documentId}</code>{' '}
          {!errand && (
            <button
              type="button"
              name="change"
              className="link"
              onClick={() => dispatch({ type: 'navigated', step: 'details' })}
              disabled={isDelivering}
            >
              {words.change}
            </button>
          )}
        </p>
      }
    >
      {'file' in state && (
        <FilePreview
          state={state}
          isFixed={isDelivering}
          onRotate={() => change({ type: 'turned' })}
          onRemove={() => {
            change({ type: 'removed' })
            // The button goes, and the focus would be nowhere.
            focusControl('file')
          }}
        />
      )}
      {stage.kind === 'cancelled' && <CancelledNote mayHaveArrived={stage.mayHaveArrived} />}
      {isDelivering ? (
        <DeliveryProgress state={stage.state} onCancel={delivery.cancel} />
      ) : (
        <FilePicker
          hasFile={'file' in state}
          isPreparing={isPreparing}
          error={problem ?? (form.formState.errors.file && words.file.missing)}
          maxFileBytes={maxFileBytes}
          type={request.type}
          onUsePhone={errand ? undefined : () => dispatch({ type: 'handedOver', handoffId: '' })}
          onFiles={(files) => change({ type: 'given', files })}
          onRefused={(found) => {
            summary.clear()
            dispatchFile({ type: 'refused', found })
          }}
        />
      )}
    </StepPage>
  )
}

/** The picture as the receipt is to tell of it: with the warnings that came after Upload was pressed, and no others. */
function withUnseenWarnings({ prepared, isJudged }: Extract<FileState, { kind: 'ready' }>): PreparedFile {
  return isJudged ? { ...prepared, warnings: Promise.resolve([]) } : prepared
}

function UploadButton({ stage }: { readonly stage: UploadStage }) {
  const { file: words } = useWords()
  switch (stage.kind) {
    case 'idle':
    case 'wanted':
      return <SubmitButton isBusy={stage.kind === 'wanted'}>{words.upload}</SubmitButton>
    case 'delivering':
      return (
        <SubmitButton isBusy>{stage.state.kind === 'sending' ? words.uploading : words.waiting}</SubmitButton>
      )
    case 'cancelled':
      return <SubmitButton>{words.uploadAgain}</SubmitButton>
    case 'notUploaded':
    case 'unconfirmed':
      return canSendAgain(stage) && <SubmitButton>{words.uploadAgain}</SubmitButton>
    default:
      return stage satisfies never
  }
}
