import { type RefObject, useRef, useState } from 'react'
import { type Elements } from './elements.ts'

interface CopyableText {
  readonly id: string
  /** For automation, which knows the field and the button by these in any language. */
  readonly fieldName: string
  readonly label: string
  readonly text: string
}

/**
 * A text to copy. In frames the clipboard is often forbidden: then it is selected, ready for the person's own copying.
 * With a `summary`, it stands with what is inside, folded away until somebody asks or it has to be copied by hand.
 */
export function Copyable({
  buttonName,
  words,
  summary,
  children,
  ...shown
}: CopyableText & {
  readonly buttonName: string
  readonly words: {
    readonly copy: string
    readonly copyResults: { readonly copied: string; readonly byHand: string }
  }
  readonly summary?: string
  readonly children?: Elements
}) {
  const field = useRef<HTMLInputElement>(null)
  const [result, setResult] = useState<'copied' | 'byHand'>()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(shown.text)
      setResult('copied')
    } catch {
      const folded = field.current?.closest('details')
      if (folded) folded.open = true
      field.current?.select()
      // `execCommand` needs no permission and works in frames without `clipboard-write` (Chromium 156, Firefox 153).
      setResult(document.execCommand('copy') ? 'copied' : 'byHand')
    }
  }
  return (
    <div className="field copyable">
      {!summary && <TextField field={field} {...shown} />}
      <button
        type="button"
        name={buttonName}
        className={summary ? 'button button-small' : 'button'}
        onClick={() => void copy()}
      >
        {words.copy}
      </button>
      <p className="hint" role="status">
        {result && words.copyResults[result]}
      </p>
      {summary && (
        <details className="more">
          <summary>{summary}</summary>
          <TextField field={field} {...shown} />
          {children}
        </details>
      )}
    </div>
  )
}

function TextField({
  id,
  fieldName,
  label,
  text,
  field,
}: CopyableText & { readonly field: RefObject<HTMLInputElement | null> }) {
  return (
    <>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input id={id} name={fieldName} ref={field} type="text" readOnly value={text} />
    </>
  )
}
