import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { documentOfSide } from '../../../contract/requested/state-of-entry.ts'
import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { type RequestedSide } from '../../../contract/requested/side.ts'
import { asRequestError, type RequestError } from '../../api/request-error.ts'
import { nameOfOtherSide } from '../../visit/answers.ts'
import { chosen, listed, listLearned, listShown, resumedFromList } from '../../visit/list/list-events.ts'
import { marksForSide } from '../../visit/list/other-side-of-entry.ts'
import { type StepName, type Visit } from '../../visit/visit.ts'
import { useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { resumeDocument } from '../resume/resume-document.ts'
import { useLookedAtAgain } from '../use-looked-at-again.ts'
import { changeSkip, readList } from './list-calls.ts'

export type ListState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking' }
  /** Somebody finished or gave up elsewhere what was pressed here. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'failed'; readonly error: RequestError }

/** After these, the list is another one than this tab believes. */
export const isNews = ({ code }: RequestError) =>
  code === 'documentNotFound' || code === 'documentAlreadyUploaded' || code === 'requestedKeyInvalid'

/** What the person can do with the list, and its news: from the server, when the page is looked at again. */
export function useList({ requested = [], document, entry: atHand, receipts, moves }: Visit) {
  const { api, store, reporter } = useWizard()
  const words = useWords()
  const [state, setState] = useState<ListState>({ kind: 'idle' })
  /** Only the last answer says how the list stands. */
  const asked = useRef(0)

  async function take(read: () => Promise<RequestedEntry[]>) {
    const turn = (asked.current += 1)
    const list = await read()
    if (turn === asked.current) store.dispatch(listed(list))
  }

  /**
   * What is known stands where nobody answers: each action is told its own failure. A link that was opened elsewhere stays
   * there until the next press.
   */
  const refresh = () => {
    if (state.kind === 'failed') return
    take(() => readList(api)).catch((thrown: unknown) => {
      const error = asRequestError(thrown)
      if (error.code === 'linkOpenedElsewhere') setState({ kind: 'failed', error })
    })
  }
  useLayoutEffect(() => store.dispatch(listShown()), [store])
  useLookedAtAgain(refresh)
  useEffect(() => {
    if (moves > 0) refresh()
    // oxlint-disable-next-line react/exhaustive-deps -- once for each time that the page is shown
  }, [])

  function ask(work: () => Promise<void>, documentId?: string) {
    if (state.kind === 'asking') return
    setState({ kind: 'asking' })
    work().then(
      () => setState({ kind: 'idle' }),
      async (thrown: unknown) => {
        const error = asRequestError(thrown)
        const isRead =
          isNews(error) &&
          (await take(() => readList(api)).then(
            () => true,
            () => false,
          ))
        if (isRead) return setState({ kind: 'changed' })
        reporter?.failed(error, documentId)
        return setState({ kind: 'failed', error })
      },
    )
  }

  return {
    state,
    /** Goes on with the document of a side, or begins one. */
    choose(entry: RequestedSide) {
      const terms = requested.find(({ key }) => key === entry.key)
      const known = terms && documentOfSide(terms, entry.side)
      const isAtHand = document.state !== 'none' && atHand?.key === entry.key && atHand.side === entry.side
      if (known && !isAtHand) {
        ask(async () => {
          const { ticket } = await resumeDocument(api, known.id)
          store.dispatch(resumedFromList(known.id, ticket))
        }, known.id)
        return
      }
      const other = receipts.findLast((receipt) => receipt.entry?.key === entry.key)
      const marks = marksForSide(entry.side, words.receipt)
      const name = other?.name === undefined ? undefined : nameOfOtherSide(other.name, marks)
      store.dispatch(chosen(entry, name))
    },
    changeSkip: (key: string, isSkipped: boolean) => ask(() => take(() => changeSkip(api, key, isSkipped))),
  }
}

/**
 * Asks for the list once generate has refused a document for good, because the partner may ask for others by now. Answers
 * whether the person is at a page, or before answers, that followed from it.
 */
export function useNewsAfterRefusal({ document, step }: Visit): boolean {
  const { api, store } = useWizard()
  const [pageWithNews, setPageWithNews] = useState<StepName>()
  const before = useRef(document.state)
  const learn = useEffectEvent(async () => {
    const { step, answers } = store.get()
    store.dispatch(listLearned(await readList(api)))
    const now = store.get()
    if (now.step !== step || now.answers !== answers) setPageWithNews(now.step)
  })
  useEffect(() => {
    const isRefused = before.current === 'asked' && document.state === 'answering'
    before.current = document.state
    // The refusal has been told.
    if (isRefused) learn().catch(() => undefined)
  }, [document.state])
  return pageWithNews === step
}
