import { createRandomId } from '../../../browser/random-id.ts'
import { asSent } from '../../../contract/document/normalise.ts'
import { answersForOtherSide, type SideWords } from '../../visit/answers.ts'
import { type UploadReceipt, type Visit, type Wish } from '../../visit/visit.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { type Elements } from '../../forms/elements.ts'
import { judgeDetails, requestOf } from '../details/details-form.ts'
import { useRegistration } from '../details/use-registration.ts'

/** The other side of an entry of a list, as the list has it. */
export interface SideOfEntry {
  readonly isWanted: boolean
  readonly hasArrived: boolean
  /** The marks in the names of its documents: the other one's first, where that is the back. */
  readonly marks: SideWords
  /** It waits for its file already, and the right to send that is asked for. */
  readonly isAsking: boolean
  readonly notice: Elements
  readonly start: (wish: Wish | undefined) => void
}

/**
 * Begins the other side of a card from the receipt of the first one. It is registered at once under the same answers, so
 * that only its picture is asked for. Where the answers can't be the same, the details are asked.
 */
export function useOtherSide(ofEntry: SideOfEntry | undefined) {
  const words = useWords()
  const { rules } = useWizard()
  const [visit, dispatch] = useVisit()
  const { isRegistering, error } = useRegistration()
  const isBusy = isRegistering || ofEntry?.isAsking
  return {
    isRegistering,
    isBusy,
    error: isRegistering ? null : error,
    add(receipt: UploadReceipt) {
      if (isBusy) return
      const marks = ofEntry?.marks ?? words.receipt
      const answers = answersForOtherSide(visit.answers, receipt, rules, marks)
      const { workflow, type } = answers
      const judged = judgeDetails(answers)
      const wish =
        hasAnswersOf(receipt, visit) && workflow && type && judged.success
          ? { id: createRandomId(), request: requestOf({ workflow, type }, judged.data) }
          : undefined
      if (ofEntry) ofEntry.start(wish)
      else dispatch({ type: 'otherSideStarted', words: marks, ...(wish && { wish }) })
    },
  }
}

/** Whether the visit's answers are those of the receipt, or of its other side that nobody has answered for yet. */
function hasAnswersOf({ documentId, type, name }: UploadReceipt, { answers, document }: Visit): boolean {
  return document.state === 'none'
    ? answers.type === type && asSent('name', answers.name) === name
    : document.state === 'asked' && answers.otherSideOf === documentId
}
