import { createRandomId } from '../../../browser/random-id.ts'
import { mayAddMore } from '../../visit/visit.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { ReceiptList } from './receipt-facts.tsx'
import { StepPage } from '../step-page.tsx'

export function FinishedPage() {
  const words = useWords()
  const { rules, partner, returnUrl, reporter } = useWizard()
  const [visit, dispatch] = useVisit()
  const count = visit.receipts.length
  const allDone = words.errors.documentLimitReached
  return (
    <StepPage
      name="finished"
      title={count > 0 ? words.finished.title : allDone.title}
      onSubmit={(event) => {
        event.preventDefault()
        dispatch({ type: 'startedAgain', id: createRandomId() })
      }}
      submit={
        <>
          {returnUrl !== undefined && (
            <a className="button button-primary" href={returnUrl}>
              {words.finished.goBack(partner?.displayName ?? '')}
            </a>
          )}
          {mayAddMore(rules, visit) && (
            <button type="submit" className="button">
              {visit.requested ? words.receipt.toList : words.finished.again}
            </button>
          )}
        </>
      }
    >
      <p className="lead">{count > 0 ? words.finished.lead(count) : allDone.advice}</p>
      {/* A frame's page is another's, and has more to it. */}
      {reporter === undefined && returnUrl === undefined && <p>{words.finished.close}</p>}
      <ReceiptList title={words.finished.documents} receipts={visit.receipts} />
    </StepPage>
  )
}
