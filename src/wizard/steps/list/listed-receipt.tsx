import { useEffect, useState } from 'react'
import { asRequestError, type RequestError } from '../../api/request-error.ts'
import { RequestProblem } from '../../forms/notice.tsx'
import { listLearned } from '../../visit/list/list-events.ts'
import {
  marksForSide,
  otherSideOfEntry,
  otherSideOfEntryResumed,
  otherSideOfEntryStarted,
} from '../../visit/list/other-side-of-entry.ts'
import { type Visit } from '../../visit/visit.ts'
import { useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { ReceiptStep } from '../registered/receipt-step.tsx'
import { type SideOfEntry } from '../registered/use-other-side.ts'
import { resumeDocument } from '../resume/resume-document.ts'
import { useLookedAtAgain } from '../use-looked-at-again.ts'
import { readList } from './list-calls.ts'
import { isNews } from './use-list.ts'

/** The receipt of a document of the list. It leads to the other side of its entry, where that is still asked for. */
export function ListedReceipt({ visit }: { readonly visit: Visit }) {
  return <ReceiptStep ofEntry={useSideOfEntry(visit)} />
}

function useSideOfEntry(visit: Visit): SideOfEntry {
  const { api, store, reporter } = useWizard()
  const words = useWords()
  const [asking, setAsking] = useState<'idle' | 'asking' | RequestError>('idle')
  const other = otherSideOfEntry(visit)
  const marks = marksForSide(other?.side.side ?? 2, words.receipt)

  /** Once the other side is asked for, the answer to that says how the list stands. */
  async function learn() {
    if (!other) return
    const list = await readList(api)
    const { step, document } = store.get()
    if (step === 'receipt' && document.state === 'none') store.dispatch(listLearned(list))
  }
  /** What is known stands where nobody answers. A link that was opened elsewhere stays there until the next press. */
  const refresh = () => {
    if (typeof asking === 'object') return
    learn().catch((thrown: unknown) => {
      const error = asRequestError(thrown)
      if (error.code === 'linkOpenedElsewhere') setAsking(error)
    })
  }
  useLookedAtAgain(refresh)
  // oxlint-disable-next-line react/exhaustive-deps -- once for each time that the page is shown
  useEffect(refresh, [])

  /** Somebody registered it elsewhere. */
  async function resume(documentId: string) {
    setAsking('asking')
    try {
      const { ticket } = await resumeDocument(api, documentId)
      return store.dispatch(otherSideOfEntryResumed(documentId, ticket))
    } catch (thrown) {
      const error = asRequestError(thrown)
      // Somebody finished it, or gave it up. The list shows which.
      if (isNews(error)) return store.dispatch({ type: 'navigated', step: 'list' })
      reporter?.failed(error, documentId)
      return setAsking(error)
    }
  }

  return {
    isWanted: other?.isWanted === true,
    hasArrived: other?.known?.state === 'uploaded',
    marks,
    isAsking: asking === 'asking',
    notice: typeof asking === 'object' ? <RequestProblem error={asking} /> : undefined,
    start(wish) {
      const known = visit.document.state === 'none' ? other?.known : undefined
      if (known) void resume(known.id)
      else {
        // What was told of it is over.
        setAsking('idle')
        store.dispatch(otherSideOfEntryStarted(marks, wish))
      }
    },
  }
}
