import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect, useEffectEvent, useState } from 'react'
import { useForm } from 'react-hook-form'
import { CancelledNote, canSendAgain, DeliveryProblem } from '../../delivery/delivery-problem.tsx'
import { DeliveryProgress } from '../../delivery/delivery-progress.tsx'
import { type DeliveryStage, useDelivery } from '../../delivery/use-delivery.ts'
import { focusControl } from '../../forms/focus-control.ts'
import { ErrorSummary } from '../../forms/notice.tsx'
import { useErrorSummary } from '../../forms/use-error-summary.ts'
import { type Registration } from '../../visit/visit.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { StepPage, SubmitButton } from '../step-page.tsx'
import { fileFormSchema } from './file-form-schema.ts'
import { FilePicker } from './file-picker.tsx'
import { FilePreview } from './file-preview.tsx'
import { problemText } from './file-problem.ts'
import { useFilePreparation } from './use-file-preparation.ts'
import { useLeaveQuestion } from './use-leave-question.ts'

/** Where the upload stands. `wanted`: Upload was pressed before the picture was ready, and it goes off as soon as it is. */
type UploadStage = { readonly kind: 'wanted' } | DeliveryStage

export function FileForm({ registration }: { readonly registration: Registration }) {
  const words = useWords()
  const { limits } = useWizard()
  const [, dispatch] = useVisit()
  const { request, documentId } = registration
  const rules = { extension: request.extension, maxFileBytes: limits.maxFileBytes }
  const { state, choose, refuse, rotate, remove } = useFilePreparation(rules)
  const delivery = useDelivery(registration)
  const [isWanted, setIsWanted] = useState(false)
  const stage: UploadStage = isWanted ? { kind: 'wanted' } : delivery.stage
  const isDelivering = stage.kind === 'delivering'
  const isPreparing = state.kind === 'preparing' || state.kind === 'turning'
  const problem = isWanted || isDelivering ? undefined : problemText(words, rules, state)
  // Upload was pressed with a file that was refused: the reason is told again.
  const [refusals, setRefusals] = useState(0)

  const form = useForm<{ file: Blob }>({
    resolver: zodResolver(fileFormSchema(rules)),
    shouldFocusError: false,
  })
  const summary = useErrorSummary(() => ({ controlId: 'file', text: words.file.missing }))
  useLeaveQuestion('file' in state)

  const send = async () => {
    const prepared = state.kind === 'ready' ? state.prepared : undefined
    if (prepared) form.setValue('file', prepared.blob)
    await form.handleSubmit(
      () => {
        setIsWanted(false)
        summary.clear()
        if (prepared) delivery.send(prepared)
      },
      (errors) => {
        setIsWanted(false)
        summary.show(errors)
      },
    )()
  }
  const sendWanted = useEffectEvent(() => void send())
  useEffect(() => {
    if (isWanted && !isPreparing) sendWanted()
  }, [isWanted, isPreparing])

  const submit = () => {
    if (isWanted || isDelivering) return
    if (isPreparing) setIsWanted(true)
    else if (problem === undefined || state.kind === 'ready') void send()
    else setRefusals(refusals + 1)
  }

  /** Upload was pressed for the file before: nobody has seen the one that comes in its place. */
  const forgetFile = () => {
    setIsWanted(false)
    delivery.forget()
    form.reset()
  }

  return (
    <StepPage
      name="file"
      canGoBack={!isDelivering}
      title={words.file.title(request.name)}
      hasError={summary.entries.length > 0 || problem !== undefined || 'error' in stage}
      notice={
        'error' in stage ? (
          <DeliveryProblem end={stage} />
        ) : problem !== undefined ? (
          <ErrorSummary key={refusals} entries={[{ controlId: 'file', text: problem }]} />
        ) : (
          summary.entries.length > 0 && <ErrorSummary entries={summary.entries} />
        )
      }
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      submit={<UploadButton stage={stage} />}
    >
      <p className="document-id">
        <span>{words.file.documentId}</span> <code translate="no">{documentId}</code>{' '}
        <button
          type="button"
          name="change"
          className="link"
          onClick={() => dispatch({ type: 'navigated', step: 'details' })}
          disabled={isDelivering}
        >
          {words.change}
        </button>
      </p>
      {'file' in state && (
        <FilePreview
          state={state}
          isFixed={isDelivering}
          onRotate={() => {
            delivery.forget()
            rotate()
          }}
          onRemove={() => {
            forgetFile()
            remove()
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
          maxFileBytes={limits.maxFileBytes}
          onFiles={(files) => {
            summary.clear()
            forgetFile()
            choose(files)
          }}
          onRefused={(found) => {
            summary.clear()
            refuse(found)
          }}
        />
      )}
    </StepPage>
  )
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
