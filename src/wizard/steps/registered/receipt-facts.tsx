import { useRef, useState } from 'react'
import { type UploadReceipt } from '../../visit/visit.ts'
import { formatBytes } from '../../words/format.ts'
import { useLocale, useWords } from '../../words/use-words.ts'
import { type Fact, Facts } from '../facts.tsx'

export function ReceiptFacts({ receipt }: { readonly receipt: UploadReceipt }) {
  const words = useWords()
  const locale = useLocale()
  const { documentId, name, type, extension, bytes, sha256, uploadedAt } = receipt
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })
  const file = `${words.details.extensionNames[extension]}, ${formatBytes(bytes, locale)}`
  const rows: readonly Fact[] = [
    { label: words.receipt.what, value: words.type.names[type] },
    ...(name === undefined ? [] : [{ label: words.receipt.name, value: name, isVerbatim: true }]),
    ...(uploadedAt === undefined
      ? []
      : [{ label: words.receipt.when, value: when.format(new Date(uploadedAt)) }]),
    { label: words.receipt.file, value: file },
    { label: words.receipt.sha256, value: sha256, isCode: true },
  ]
  return (
    <>
      <CopyableId documentId={documentId} />
      <Facts rows={rows} />
    </>
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
        {receipts.map(({ documentId, name, type }) => (
          <li key={documentId}>
            <span>
              <span translate="no">{name}</span> <span className="hint">{`(${words.type.names[type]})`}</span>
            </span>
            <code translate="no">{documentId}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** In frames the clipboard is often forbidden: then the ID is selected, ready for the person's own copying. */
function CopyableId({ documentId }: { readonly documentId: string }) {
  const words = useWords()
  const text = useRef<HTMLInputElement>(null)
  const [result, setResult] = useState<'copied' | 'byHand'>()
  const copy = async () => {
    text.current?.select()
    try {
      await navigator.clipboard.writeText(documentId)
      setResult('copied')
    } catch {
      // `execCommand` needs no permission and works in frames without `clipboard-write` (Chromium 156, Firefox 153).
      setResult(document.execCommand('copy') ? 'copied' : 'byHand')
    }
  }
  return (
    <div className="field copyable">
      <label className="field-label" htmlFor="document-id">
        {words.receipt.documentId}
      </label>
      <div className="copyable-row">
        <input id="document-id" name="documentId" ref={text} type="text" readOnly value={documentId} />
        <button type="button" name="copyDocumentId" className="button" onClick={() => void copy()}>
          {words.receipt.copy}
        </button>
      </div>
      <p className="hint" role="status">
        {result && words.receipt.copyResults[result]}
      </p>
    </div>
  )
}
