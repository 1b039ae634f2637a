import { zodResolver } from '@hookform/resolvers/zod'
import { useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { focusControl } from '../../forms/focus-control.ts'
import { ErrorSummary } from '../../forms/notice.tsx'
import { useErrorSummary } from '../../forms/use-error-summary.ts'
import { type Registration } from '../../visit/visit.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { CancelledNote, canSendAgain, DeliveryProblem } from '../../delivery/delivery-problem.tsx'
import { DeliveryProgress } from '../../delivery/delivery-progress.tsx'
import { FilePicker } from './file-picker.tsx'
import { FilePreview } from './file-preview.tsx'
import { fileFormSchema } from './file-form-schema.ts'
import { problemText } from './file-problem.ts'
import { StepPage, SubmitButton } from '../step-page.tsx'
import { useDelivery } from '../../delivery/use-delivery.ts'
import { useFilePreparation } from './use-file-preparation.ts'
import { useLeaveQuestion } from './use-leave-question.ts'

export function FileForm({ registration }: { readonly registration: Registration }) {
  const words = useWords()
  const { limits } = useWizard()
  const [, dispatch] = useVisit()
  const { request, documentId } = registration
  const { state, whenReady, choose, refuse, rotate, remove } = useFilePreparation(
    request.extension,
    limits.maxFileBytes,
  )
  const delivery = useDelivery(registration)
  const isDelivering = delivery.state !== undefined
  const cancelled = delivery.end?.kind === 'cancelled' ? delivery.end : undefined
  const failure = delivery.end?.kind === 'cancelled' ? undefined : delivery.end
  const hasFile = state.kind === 'preparing' || state.kind === 'ready'
  const isPreparing = state.kind === 'preparing' || (state.kind === 'ready' && state.isTurning)

  const form = useForm<{ file: Blob }>({
    resolver: zodResolver(fileFormSchema(request.extension, limits.maxFileBytes)),
    shouldFocusError: false,
  })
  const summary = useErrorSummary(() => ({ controlId: 'file', text: words.file.missing }))
  useLeaveQuestion(hasFile)

  // Upload may be pressed while the picture is still being prepared: it goes off as soon as it is ready.
  const [isWanted, setIsWanted] = useState(false)
  const wish = useRef(0)
  // Upload may be pressed with a file that was refused: why is told again.
  const [refusals, setRefusals] = useState(0)
  const chosenProblem =
    isWanted || isDelivering
      ? undefined
      : problemText(words, { extension: request.extension, maxFileBytes: limits.maxFileBytes }, state)
  const submit = async () => {
    const own = (wish.current += 1)
    setIsWanted(true)
    const prepared = await whenReady()
    // Another picture was chosen meanwhile: nobody has seen that one.
    if (own !== wish.current) return
    setIsWanted(false)
    if (prepared) form.setValue('file', prepared.blob)
    await form.handleSubmit(() => {
      summary.clear()
      if (prepared) delivery.send(prepared)
    }, summary.show)()
  }

  const forgetFile = () => {
    wish.current += 1
    setIsWanted(false)
    delivery.forget()
    form.reset()
  }

  const takeFiles = (files: FileList | readonly File[]) => {
    summary.clear()
    forgetFile()
    choose(files)
  }

  return (
    <StepPage
      name="file"
      canGoBack={!isDelivering}
      title={words.file.title(request.name)}
      hasError={summary.entries.length > 0 || chosenProblem !== undefined || failure !== undefined}
      notice={
        failure ? (
          <DeliveryProblem end={failure} />
        ) : chosenProblem !== undefined ? (
          <ErrorSummary key={refusals} entries={[{ controlId: 'file', text: chosenProblem }]} />
        ) : (
          summary.entries.length > 0 && <ErrorSummary entries={summary.entries} />
        )
      }
      onSubmit={(event) => {
        event.preventDefault()
        if (isDelivering || isWanted) return
        if (chosenProblem === undefined || state.kind === 'ready') void submit()
        else setRefusals(refusals + 1)
      }}
      submit={
        delivery.state ? (
          <SubmitButton isBusy>
            {delivery.state.kind === 'sending' ? words.file.uploading : words.file.waiting}
          </SubmitButton>
        ) : (
          (!failure || canSendAgain(failure)) && (
            <SubmitButton isBusy={isWanted}>
              {delivery.end ? words.file.uploadAgain : words.file.upload}
            </SubmitButton>
          )
        )
      }
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
      {hasFile && (
        <FilePreview
          file={state.file}
          prepared={state.kind === 'ready' ? state.prepared : undefined}
          isBusy={isPreparing}
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
      {cancelled && <CancelledNote mayHaveArrived={cancelled.mayHaveArrived} />}
      {delivery.state ? (
        <DeliveryProgress state={delivery.state} onCancel={delivery.cancel} />
      ) : (
        <FilePicker
          hasFile={hasFile}
          isPreparing={isPreparing}
          error={chosenProblem ?? (form.formState.errors.file && words.file.missing)}
          maxFileBytes={limits.maxFileBytes}
          onFiles={takeFiles}
          onRefused={(found) => {
            summary.clear()
            refuse(found)
          }}
        />
      )}
    </StepPage>
  )
}
