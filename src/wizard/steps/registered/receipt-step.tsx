import { hasOtherSide } from '../../visit/answers.ts'
import { mayAddMore, placesLeft, registrationOf } from '../../visit/visit.ts'
import { Note } from '../../forms/notice.tsx'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { documentName } from '../document-name.ts'
import { ReceiptFacts, ReceiptList } from './receipt-facts.tsx'
import { StepPage, SubmitButton } from '../step-page.tsx'

export function ReceiptStep() {
  const words = useWords()
  const { rules } = useWizard()
  const [visit, dispatch] = useVisit()
  const receipt = visit.receipts.at(-1)
  if (!receipt) return null
  const registration = registrationOf(visit)
  const isOfList = visit.requested !== undefined
  const mayAdd = !registration && !isOfList && mayAddMore(rules, visit)
  const mayRegister = mayAdd && placesLeft(rules, visit) > 0
  return (
    <StepPage
      name="receipt"
      title={words.receipt.title}
      isSuccess
      onSubmit={(event) => {
        event.preventDefault()
        dispatch(isOfList ? { type: 'navigated', step: 'list' } : { type: 'finished' })
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
          {mayRegister && hasOtherSide(receipt.type) && (
            <button
              type="button"
              name="addOtherSide"
              className="button"
              onClick={() => dispatch({ type: 'otherSideStarted', words: words.receipt })}
            >
              {words.receipt.otherSide}
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
          <SubmitButton>{isOfList ? words.receipt.toList : words.receipt.done}</SubmitButton>
        </>
      }
    >
      <p className="lead">{words.receipt.lead}</p>
      {receipt.isForEarlierFile && <Note kind="warning">{words.receipt.forEarlierFile}</Note>}
      <ReceiptFacts receipt={receipt} />
      <ReceiptList title={words.receipt.earlier} receipts={visit.receipts.slice(0, -1)} />
    </StepPage>
  )
}
