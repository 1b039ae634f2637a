import { type VerifiedReceipt } from '../../portal-messages.ts'
import { BankError, fetchMissedReceipts, fetchReceipts, verifyReceipt } from '../bank-client.ts'
import { requestedDocuments } from '../../requested-documents.ts'
import { element, find, say } from '../element.ts'

/** What the bank can't do without. */
const neededEntries = requestedDocuments.filter(({ optional }) => !optional)
const needed = new Set<string | undefined>(neededEntries.map(({ key }) => key))
const neededCount = neededEntries.reduce((sum, { sides = 1 }) => sum + sides, 0)

const sizeFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

export interface ReceiptsPanel {
  readonly verify: (receipt: string) => Promise<void>
}

/** Shows the documents for which the bank's server has verified receipts. */
export function openReceiptsPanel(hasList: boolean): ReceiptsPanel {
  const list = find('#receipts', HTMLUListElement)
  const none = find('#no-receipts', HTMLElement)
  const state = find('#receipt-state', HTMLElement)
  const progress = find('#identity-progress', HTMLElement)
  const progressState = find('#identity-state', HTMLElement)
  const ask = find('#ask-missed', HTMLButtonElement)
  let known = 0

  ask.addEventListener('click', () => {
    void show(fetchMissedReceipts(), (news) => (news === 0 ? 'None was missed.' : `${news} found.`))
  })
  void show(fetchReceipts(), () => '')

  async function show(asked: Promise<readonly VerifiedReceipt[]>, describe: (news: number) => string) {
    try {
      const receipts = await asked
      list.replaceChildren(...receipts.toReversed().map(receiptItem))
      none.hidden = receipts.length > 0
      const count = receipts.filter(({ requestKey }) => !hasList || needed.has(requestKey)).length
      progress.classList.toggle('done', count >= (hasList ? neededCount : 1))
      if (receipts.length > 0)
        progressState.textContent = hasList ? `${count} of ${neededCount} pictures received` : countOf(count)
      say(state, describe(receipts.length - known))
      known = receipts.length
    } catch (error) {
      if (!(error instanceof BankError)) throw error
      say(state, error.message)
    }
  }

  return { verify: (receipt) => show(verifyReceipt(receipt), () => 'Verified.') }
}

function countOf(documents: number): string {
  return documents === 1 ? '1 document received' : `${documents} documents received`
}

function receiptItem({
  documentId,
  documentType,
  requestKey,
  side,
  bytes,
  sha256,
  uploadedAt,
}: VerifiedReceipt) {
  const asked = requestKey === undefined ? '' : `, for “${requestKey}”${side === 2 ? ', its back' : ''}`
  const size =
    bytes < 1_000_000 ? `${sizeFormat.format(bytes / 1000)} kB` : `${sizeFormat.format(bytes / 1e6)} MB`
  return element(
    'li',
    { className: 'receipt' },
    element('code', { className: 'receipt-id' }, documentId),
    element(
      'p',
      {},
      `${documentType}${asked}, ${size}, `,
      element('time', { dateTime: uploadedAt }, new Date(uploadedAt).toLocaleString('en-GB')),
    ),
    element('p', { className: 'receipt-hash' }, 'SHA-256 ', element('code', {}, sha256)),
  )
}
