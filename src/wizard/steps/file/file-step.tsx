import { useContext, useState } from 'react'
import { Alert } from '../../forms/notice.tsx'
import { type DocumentLock, useDocumentLock } from '../../delivery/use-document-lock.ts'
import { hasOtherSide } from '../../visit/answers.ts'
import { firstSideOf, type Registration } from '../../visit/visit.ts'
import { useVisit } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { documentName } from '../document-name.ts'
import { FileForm } from './file-form.tsx'
import { MovedContext } from '../step-page.tsx'

/** The file of a registered document, in the one tab that holds it. */
export function FileStep({ registration }: { readonly registration: Registration }) {
  const { lock, takeOver } = useDocumentLock(registration.documentId)
  const hasMoved = useContext(MovedContext)
  const [hasWaited, setHasWaited] = useState(false)
  if (!hasWaited && (lock === 'elsewhere' || lock === 'lost')) setHasWaited(true)
  return (
    // Another tab held the document, and what had the focus then is gone.
    <MovedContext value={hasMoved || hasWaited}>
      <LockedStep registration={registration} lock={lock} onTakeOver={takeOver} />
    </MovedContext>
  )
}

function LockedStep({
  registration,
  lock,
  onTakeOver,
}: {
  readonly registration: Registration
  readonly lock: DocumentLock
  readonly onTakeOver: () => void
}) {
  const words = useWords()
  const [visit] = useVisit()
  const title =
    firstSideOf(visit) && hasOtherSide(registration.request.type)
      ? words.file.otherSide
      : words.file.title(documentName(words, registration.request))
  switch (lock) {
    // Most often over before it is seen. The form's own heading takes the focus, and a screen reader reads it once.
    case 'checking':
      return <h1>{title}</h1>
    case 'held':
      return <FileForm registration={registration} title={title} />
    case 'elsewhere':
    case 'lost':
      return (
        <>
          <Alert title={words.file.otherTab}>
            <p>{words.file.otherTabAdvice}</p>
          </Alert>
          <h1>{title}</h1>
          <div className="actions">
            <button type="button" name="goOnHere" className="button" onClick={onTakeOver}>
              {words.file.goOnHere}
            </button>
          </div>
        </>
      )
    default:
      return lock satisfies never
  }
}
