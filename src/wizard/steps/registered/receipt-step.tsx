import { useEffect, useState } from 'react'
import { type FileWarning } from '../../../image/prepared-file.ts'
import { sentPictureOf } from '../../delivery/sent-picture.ts'
import { Drawing } from '../../drawings/drawing.tsx'
import { hasOtherSide } from '../../visit/answers.ts'
import { mayAddMore, placesLeft, registrationOf, type UploadReceipt } from '../../visit/visit.ts'
import { Note } from '../../forms/notice.tsx'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { documentName } from '../document-name.ts'
import { RegistrationProblem } from '../details/registration-problem.tsx'
import { PictureOf } from '../file/preview/picture-of.tsx'
import { PictureWarnings } from '../file/preview/picture-warnings.tsx'
import { ReceiptFacts, ReceiptList } from './receipt-facts.tsx'
import { StepPage, SubmitButton } from '../step-page.tsx'
import { type SideOfEntry, useOtherSide } from './use-other-side.ts'

/** `ofEntry` is given where the document was asked for in a list. */
export function ReceiptStep({ ofEntry }: { readonly ofEntry?: SideOfEntry }) {
  const words = useWords()
  const { rules, afterwards } = useWizard()
  const [visit, dispatch] = useVisit()
  const otherSide = useOtherSide(ofEntry)
  const receipt = visit.receipts.at(-1)
  if (!receipt) return null
  const isSecondSide = receipt.otherSideOf !== undefined
  const registration = registrationOf(visit)
  const mayAdd = !registration && !ofEntry && mayAddMore(rules, visit)
  const mayAddSide = ofEntry
    ? !registration && ofEntry.isWanted
    : mayAdd && !isSecondSide && placesLeft(rules, visit) > 0 && hasOtherSide(receipt.type)
  const notice =
    ofEntry?.notice ??
    (otherSide.error && <RegistrationProblem error={otherSide.error} button={words.receipt.otherSide} />)
  return (
    <StepPage
      name="receipt"
      title={words.receipt.title}
      isSuccess
      hasError={Boolean(notice)}
      notice={notice}
      onSubmit={(event) => {
        event.preventDefault()
        dispatch(ofEntry ? { type: 'navigated', step: 'list' } : { type: 'finished' })
      }}
      submit={
        <>
          {registration && (
            <button
              type="button"
              name="goOn"
              className="button"
              onClick={() => dispatch({ type: 'navigated', step: 'file' })}
            >
              {words.receipt.goOn(documentName(words, registration.request))}
            </button>
          )}
          {mayAddSide && (
            <button
              type="button"
              name="addOtherSide"
              className="button button-primary"
              aria-disabled={otherSide.isBusy || undefined}
              onClick={() => otherSide.add(receipt)}
            >
              {otherSide.isRegistering ? words.details.registering : words.receipt.otherSide}
            </button>
          )}
          {mayAdd && (
            <button
              type="button"
              name="addAnother"
              className="button"
              onClick={() => dispatch({ type: 'anotherStarted' })}
            >
              {words.receipt.another}
            </button>
          )}
          <SubmitButton isPrimary={!mayAddSide}>
            {ofEntry ? words.receipt.toList : words.receipt.done}
          </SubmitButton>
        </>
      }
    >
      <ReceivedPicture key={receipt.documentId} receipt={receipt} />
      <div className="received">
        <p>
          <strong>{words.type.names[receipt.type]}</strong>
        </p>
        <p>{(ofEntry?.hasArrived ?? isSecondSide) ? words.receipt.bothSides : words.receipt.lead}</p>
        {afterwards !== undefined && <p>{afterwards}</p>}
      </div>
      <LateWarnings key={receipt.documentId} documentId={receipt.documentId} />
      {receipt.isForEarlierFile && <Note kind="warning">{words.receipt.forEarlierFile}</Note>}
      <ReceiptFacts receipt={receipt} />
      {isSecondSide ? (
        <ReceiptList title={words.finished.documents} receipts={visit.receipts} />
      ) : (
        <ReceiptList title={words.receipt.earlier} receipts={visit.receipts.slice(0, -1)} />
      )}
    </StepPage>
  )
}

/** The picture that was sent. After a reload nobody has it any more, and the drawing of its kind stands for it. */
function ReceivedPicture({ receipt: { documentId, type } }: { readonly receipt: UploadReceipt }) {
  const [picture, setPicture] = useState(() => sentPictureOf(documentId))
  return (
    <div className="received-picture">
      {picture ? (
        <PictureOf picture={picture} alt="" onError={() => setPicture(undefined)} />
      ) : (
        <Drawing name={type} />
      )}
    </div>
  )
}

/** What was found in the picture after Upload was pressed for it. */
function LateWarnings({ documentId }: Pick<UploadReceipt, 'documentId'>) {
  const words = useWords()
  const [warnings, setWarnings] = useState<readonly FileWarning[]>([])
  useEffect(() => {
    void sentPictureOf(documentId)?.warnings.then(setWarnings)
  }, [documentId])
  return <PictureWarnings warnings={warnings} advice={words.receipt.warningAdvice} />
}
