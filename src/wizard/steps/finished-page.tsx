import { answersForAnother, nextDocumentStep } from '../visit/visit.ts'
import { useVisit, useWizard } from '../wizard-context.ts'
import { useWords } from '../words/use-words.ts'
import { ReceiptList } from './receipt-facts.tsx'
import { StepPage } from './step-page.tsx'

export function FinishedPage() {
  const words = useWords()
  const { rules, partner, returnUrl } = useWizard()
  const [visit, dispatch] = useVisit()
  const mayAddMore = rules.maxDocuments === undefined || visit.receipts.length < rules.maxDocuments
  return (
    <StepPage
      name="finished"
      title={words.finished.title}
      canGoBack={false}
      onSubmit={(event) => {
        event.preventDefault()
        dispatch({
          type: 'nextDocumentStarted',
          answers: answersForAnother(visit.answers, rules),
          step: nextDocumentStep(rules),
        })
      }}
      submit={
        <>
          {returnUrl !== undefined && (
            <a className="button button-primary" href={returnUrl}>
              {words.finished.goBack(partner?.displayName ?? '')}
            </a>
          )}
          {mayAddMore && (
            <button type="submit" className="button">
              {words.finished.again}
            </button>
          )}
        </>
      }
    >
      <p className="lead">{words.finished.lead(visit.receipts.length)}</p>
      <ReceiptList title={words.finished.documents} receipts={visit.receipts} />
    </StepPage>
  )
}
