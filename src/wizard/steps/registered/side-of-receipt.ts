import { type UploadReceipt } from '../../visit/visit.ts'

type Sent = Pick<UploadReceipt, 'documentId' | 'name' | 'otherSideOf' | 'entry'>

/** Which side of a card a receipt is for, where both are among the receipts and their names don't tell them apart. */
export function sideOfReceipt(
  { documentId, name, otherSideOf, entry }: Sent,
  receipts: readonly Sent[],
): 'front' | 'back' | undefined {
  const other = receipts.find(
    (one) =>
      one.otherSideOf === documentId ||
      one.documentId === otherSideOf ||
      (entry && one.documentId !== documentId && one.entry?.key === entry.key),
  )
  if (!other || (name && other.name && name !== other.name)) return undefined
  return (entry ? entry.side === 2 : otherSideOf) ? 'back' : 'front'
}
