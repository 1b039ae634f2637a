import { Copyable } from '../../forms/copyable.tsx'
import { type UploadReceipt } from '../../visit/visit.ts'
import { formatBytes } from '../../words/format.ts'
import { useLocale, useWords } from '../../words/use-words.ts'
import { sideOfReceipt } from './side-of-receipt.ts'
import { type Fact, Facts } from '../facts.tsx'

export function ReceiptFacts({ receipt }: { readonly receipt: UploadReceipt }) {
  const words = useWords()
  const locale = useLocale()
  const { documentId, name, extension, bytes, sha256, uploadedAt } = receipt
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })
  const file = `${words.details.extensionNames[extension]}, ${formatBytes(bytes, locale)}`
  const rows: readonly Fact[] = [
    ...(name === undefined ? [] : [{ label: words.receipt.name, value: name, isVerbatim: true }]),
    ...(uploadedAt === undefined
      ? []
      : [{ label: words.receipt.when, value: when.format(new Date(uploadedAt)) }]),
    { label: words.receipt.file, value: file },
    { label: words.receipt.sha256, value: sha256, isCode: true },
  ]
  return (
    <Copyable
      id="document-id"
      fieldName="documentId"
      buttonName="copyDocumentId"
      label={words.receipt.documentId}
      text={documentId}
      words={words.receipt}
      summary={words.receipt.details}
    >
      <Facts rows={rows} />
    </Copyable>
  )
}

export function ReceiptList({
  title,
  receipts,
}: {
  readonly title: string
  readonly receipts: readonly UploadReceipt[]
}) {
  const words = useWords()
  if (receipts.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul className="receipts">
        {receipts.map((receipt) => {
          const { documentId, name, type } = receipt
          const side = sideOfReceipt(receipt, receipts)
          const label = side ? `${words.type.names[type]}, ${words.receipt[side]}` : words.type.names[type]
          return (
            <li key={documentId}>
              <span>
                <span translate="no">{name}</span> <span className="hint">{`(${label})`}</span>
              </span>
              <code translate="no">{documentId}</code>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
