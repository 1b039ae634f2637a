import { answersForAnother, answersForOtherSide, hasOtherSide, nextDocumentStep } from '../../visit/visit.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { ReceiptFacts, ReceiptList } from './receipt-facts.tsx'
import { StepPage, SubmitButton } from '../step-page.tsx'

export function ReceiptStep() {
  const words = useWords()
  const { rules } = useWizard()
  const [visit, dispatch] = useVisit()
  const receipt = visit.receipts.at(-1)
  if (!receipt) return null
  const mayAddMore = rules.maxDocuments === undefined || visit.receipts.length < rules.maxDocuments
  return (
    <StepPage
      name="receipt"
      title={words.receipt.title}
      isSuccess
      canGoBack={false}
      onSubmit={(event) => {
        event.preventDefault()
        dispatch({ type: 'finished' })
      }}
      submit={
        <>
          {mayAddMore && hasOtherSide(receipt.type) && (
            <button
              type="button"
              name="addOtherSide"
              className="button"
              onClick={() =>
                dispatch({
                  type: 'nextDocumentStarted',
                  answers: answersForOtherSide(visit.answers, rules, words.receipt),
                  step: 'details',
                })
              }
            >
              {words.receipt.otherSide}
            </button>
          )}
          {mayAddMore && (
            <button
              type="button"
              name="addAnother"
              className="button"
              onClick={() =>
                dispatch({
                  type: 'nextDocumentStarted',
                  answers: answersForAnother(visit.answers, rules),
                  step: nextDocumentStep(rules),
                })
              }
            >
              {words.receipt.another}
            </button>
          )}
          <SubmitButton>{words.receipt.done}</SubmitButton>
        </>
      }
    >
      <p className="lead">{words.receipt.lead}</p>
      <ReceiptFacts receipt={receipt} />
      <ReceiptList title={words.receipt.earlier} receipts={visit.receipts.slice(0, -1)} />
    </StepPage>
  )
}
