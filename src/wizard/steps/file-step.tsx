import { Alert } from '../forms/notice.tsx'
import { useDocumentLock } from '../delivery/use-document-lock.ts'
import { type Registration } from '../visit/visit.ts'
import { useWords } from '../words/use-words.ts'
import { FileForm } from './file-form.tsx'
import { StepHeading } from './step-page.tsx'

/** The file of a registered document, in the one tab that holds it. */
export function FileStep({ registration }: { readonly registration: Registration }) {
  const words = useWords()
  const { lock, takeOver } = useDocumentLock(registration.documentId)
  switch (lock) {
    case 'checking':
      return <StepHeading title={words.file.title(registration.request.name)} />
    case 'held':
      return <FileForm registration={registration} />
    case 'elsewhere':
    case 'lost':
      return (
        <>
          <Alert title={words.file.otherTab}>
            <p>{words.file.otherTabAdvice}</p>
          </Alert>
          <StepHeading title={words.file.title(registration.request.name)} />
          <div className="actions">
            <button type="button" name="goOnHere" className="button" onClick={takeOver}>
              {words.file.goOnHere}
            </button>
          </div>
        </>
      )
    default:
      return lock satisfies never
  }
}
