import { documentOfSide, stateOfEntry } from '../../../contract/requested/state-of-entry.ts'
import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { type RequestedSide, type Side } from '../../../contract/requested/side.ts'
import { answersForOtherSide, settled, type SideWords } from '../answers.ts'
import { atPage } from '../pages.ts'
import { type VisitEvent, wishingFor, withoutWish } from '../reduce-visit.ts'
import { type UploadReceipt, type Visit, type Wish } from '../visit.ts'
import { type VisitRules } from '../visit-rules.ts'
import { atEntry, atListed, type ListedDocument, withReceipts } from './list-events.ts'

/** The side of an entry that its last receipt is not for. */
export interface OtherSide {
  readonly side: RequestedSide
  readonly asked: RequestedEntry
  /** Its document, as far as this tab knows the list. */
  readonly known: ListedDocument | undefined
  /** It is asked for, and has no file. */
  readonly isWanted: boolean
}

/** Undefined where the receipt that is shown is for no entry with two sides. */
export function otherSideOfEntry(visit: Visit): OtherSide | undefined {
  const { requested, receipts } = withReceipts(visit)
  const own = receipts.at(-1)?.entry
  const asked = own && requested?.find(({ key }) => key === own.key)
  if (asked?.sides !== 2) return undefined
  const side = own?.side === 1 ? 2 : 1
  const known = documentOfSide(asked, side)
  const isWanted = known?.state !== 'uploaded' && stateOfEntry(asked) === 'open'
  return { side: { key: asked.key, side }, asked, known, isWanted }
}

/** The marks of an entry's sides, by which `nameOfOtherSide` makes the name of this side of the name of the other. */
export function marksForSide(side: Side, { front, back }: SideWords): SideWords {
  return side === 1 ? { front: back, back: front } : { front, back }
}

/** What can happen on a receipt while nothing is registered after it. On any other page these change nothing. */
function onReceipt(
  rule: (session: VisitRules, visit: Visit, receipt: UploadReceipt, other: OtherSide) => Visit,
): VisitEvent {
  return {
    type: 'ofPart',
    rule: (session, visit) => {
      const { step, document, receipts } = visit
      const receipt = receipts.at(-1)
      const other = otherSideOfEntry(visit)
      const isHere = step === 'receipt' && document.state !== 'registered'
      return isHere && receipt && other?.isWanted ? rule(session, visit, receipt, other) : visit
    },
  }
}

/**
 * The person turns from the receipt of one side to the other one. With a wish nothing is asked, as it is without a list:
 * the receipt stays until the other side has its ID.
 */
export function otherSideOfEntryStarted(marks: SideWords, wish?: Wish): VisitEvent {
  return onReceipt((session, visit, receipt, { side, asked }) => {
    const { rules, next } = atEntry(session, withReceipts(visit), asked, side)
    const answers = answersForOtherSide(visit.answers, receipt, rules, marks)
    const { document: before } = withoutWish(visit)
    // A call whose answer is not known stays for its own side. For another one the server has what comes of it.
    const isForSide = before.state === 'asked' && before.call.entry?.side === side.side
    const begun: Visit = { ...next, answers, document: isForSide ? before : { state: 'answering' } }
    if (wish) return wishingFor(begun, wish)
    return atPage(rules, { ...begun, answers: settled(answers, rules) }, 'details')
  })
}

/** The person goes on with the other side's document, which was registered elsewhere. */
export function otherSideOfEntryResumed(documentId: string, ticket: string): VisitEvent {
  return onReceipt((session, visit, receipt) => {
    const next = atListed(session, withReceipts(visit), documentId, ticket)
    if (next.step !== 'file') return visit
    return { ...next, answers: { ...next.answers, otherSideOf: receipt.documentId } }
  })
}
