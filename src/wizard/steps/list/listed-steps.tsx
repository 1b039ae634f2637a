import { type ComponentProps, useLayoutEffect, useMemo } from 'react'
import { requestedListSchema } from '../../../contract/requested/list.ts'
import { entryAtHand, listLearned } from '../../visit/list/list-events.ts'
import { registrationOf } from '../../visit/visit.ts'
import { useWizard } from '../../wizard-context.ts'
import { Note } from '../../forms/notice.tsx'
import { useWords } from '../../words/use-words.ts'
import { nameOfEntry } from './name-of-entry.ts'
import { LaterSteps } from '../later-steps.tsx'
import { AnswersPage } from '../registered/answers-page.tsx'
import { WorkflowStep } from '../workflow/workflow-step.tsx'
import { ListedReceipt } from './listed-receipt.tsx'
import { ListPhoneStep } from './list-phone-step.tsx'
import { ListStep, useEnding } from './list-step.tsx'
import { useNewsAfterRefusal } from './use-list.ts'
import { useListWords } from './use-list-words.ts'

/** Each step is mounted anew. What the tab has kept meets the server's list once. */
const loadedStores = new WeakSet<object>()

/** All pages of a visit with a list. Those of an entry say which one they are about. */
export function ListedSteps({ visit, ...others }: ComponentProps<typeof LaterSteps>) {
  const words = useWords()
  const listWords = useListWords()
  const { store } = useWizard()
  const hasNews = useNewsAfterRefusal(visit)
  // What doesn't parse is told as a failure of this page.
  const requested = useMemo(() => requestedListSchema.parse(visit.requested), [visit.requested])
  useLayoutEffect(() => {
    if (loadedStores.has(store)) return
    loadedStores.add(store)
    store.dispatch(listLearned())
  }, [store])
  const entry = entryAtHand(visit)
  const ending = useEnding(requested)
  // A form would begin with answers that don't fit any more. The effect above has the page shown at once.
  if (!loadedStores.has(store)) return null
  if (visit.step === 'list') {
    return visit.handoffId === undefined ? (
      <ListStep visit={visit} requested={requested} hasNews={hasNews} />
    ) : (
      <ListPhoneStep requested={requested} />
    )
  }
  // The other side of what is shown may be at hand already.
  const side = visit.step === 'receipt' ? visit.receipts.at(-1)?.entry : visit.entry
  const isSettled = visit.step === 'details' && registrationOf(visit) !== undefined
  return (
    <>
      {hasNews && (
        <div role="status">
          <Note kind="info">{listWords.asksOtherwise}</Note>
        </div>
      )}
      {entry && <p className="caption">{nameOfEntry(words, entry, side?.side)}</p>}
      {visit.step === 'workflow' ? (
        <WorkflowStep />
      ) : isSettled ? (
        <AnswersPage visit={visit} />
      ) : visit.step === 'receipt' ? (
        <ListedReceipt visit={visit} />
      ) : (
        <LaterSteps visit={visit} {...others} ending={ending} />
      )}
    </>
  )
}
