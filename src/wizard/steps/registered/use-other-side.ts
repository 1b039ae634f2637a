import { createRandomId } from '../../../browser/random-id.ts'
import { asSent } from '../../../contract/document/normalise.ts'
import { answersForOtherSide } from '../../visit/answers.ts'
import { type UploadReceipt, type Visit } from '../../visit/visit.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { judgeDetails, requestOf } from '../details/details-form.ts'
import { useRegistration } from '../details/use-registration.ts'

/**
 * Begins the other side of a card from the receipt of the first one. It is registered at once under the same answers, so
 * that only its picture is asked for. Where the answers can't be the same, the details are asked.
 */
export function useOtherSide() {
  const words = useWords()
  const { rules } = useWizard()
  const [visit, dispatch] = useVisit()
  const { isRegistering, error } = useRegistration()
  return {
    isRegistering,
    error: isRegistering ? null : error,
    add(receipt: UploadReceipt) {
      if (isRegistering) return
      const answers = answersForOtherSide(visit.answers, receipt, rules, words.receipt)
      const { workflow, type } = answers
      const judged = judgeDetails(answers)
      const request =
        hasAnswersOf(receipt, visit) && workflow && type && judged.success
          ? requestOf({ workflow, type }, judged.data)
          : undefined
      dispatch({
        type: 'otherSideStarted',
        words: words.receipt,
        ...(request && { wish: { id: createRandomId(), request } }),
      })
    },
  }
}

/** Whether the visit's answers are those of the receipt, or of its other side that nobody has answered for yet. */
function hasAnswersOf({ documentId, type, name }: UploadReceipt, { answers, document }: Visit): boolean {
  return document.state === 'none'
    ? answers.type === type && asSent('name', answers.name) === name
    : document.state === 'asked' && answers.otherSideOf === documentId
}
