import { createRandomId } from '../../../browser/random-id.ts'
import { mayAddMore } from '../../visit/visit.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { ReceiptList } from './receipt-facts.tsx'
import { StepPage } from '../step-page.tsx'

/** What a page says of the end in place of its own words. */
export interface Ending {
  readonly title: string
  readonly advice: string
}

export function FinishedPage({ ending }: { readonly ending: Ending | undefined }) {
  const words = useWords()
  const { rules, partner, returnUrl, afterwards, reporter } = useWizard()
  const [visit, dispatch] = useVisit()
  const count = visit.receipts.length
  const { finished } = words
  const told =
    ending ??
    (count > 0 ? { title: finished.title, advice: finished.lead(count) } : words.errors.documentLimitReached)
  return (
    <StepPage
      name="finished"
      title={told.title}
      onSubmit={(event) => {
        event.preventDefault()
        dispatch({ type: 'startedAgain', id: createRandomId() })
      }}
      submit={
        <>
          {returnUrl !== undefined && (
            <a className="button button-primary" href={returnUrl}>
              {finished.goBack(partner?.displayName ?? '')}
            </a>
          )}
          {mayAddMore(rules, visit) && (
            <button type="submit" className="button">
              {visit.requested ? words.receipt.toList : finished.again}
            </button>
          )}
        </>
      }
    >
      <p className="lead">{told.advice}</p>
      {count > 0 && afterwards !== undefined && <p>{afterwards}</p>}
      {/* A frame's page is another's, and has more to it. */}
      {reporter === undefined && returnUrl === undefined && <p>{finished.close}</p>}
      <ReceiptList title={finished.documents} receipts={visit.receipts} />
    </StepPage>
  )
}
