import { useRef, useState } from 'react'

/** A text to copy. In frames the clipboard is often forbidden: then it is selected, ready for the person's own copying. */
export function Copyable({
  id,
  fieldName,
  buttonName,
  label,
  text,
  words,
}: {
  readonly id: string
  /** For automation, which knows the field and the button by these in any language. */
  readonly fieldName: string
  readonly buttonName: string
  readonly label: string
  readonly text: string
  readonly words: {
    readonly copy: string
    readonly copyResults: { readonly copied: string; readonly byHand: string }
  }
}) {
  const field = useRef<HTMLInputElement>(null)
  const [result, setResult] = useState<'copied' | 'byHand'>()
  const copy = async () => {
    field.current?.select()
    try {
      await navigator.clipboard.writeText(text)
      setResult('copied')
    } catch {
      // `execCommand` needs no permission and works in frames without `clipboard-write` (Chromium 156, Firefox 153).
      setResult(document.execCommand('copy') ? 'copied' : 'byHand')
    }
  }
  return (
    <div className="field copyable">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="copyable-row">
        <input id={id} name={fieldName} ref={field} type="text" readOnly value={text} />
        <button type="button" name={buttonName} className="button" onClick={() => void copy()}>
          {words.copy}
        </button>
      </div>
      <p className="hint" role="status">
        {result && words.copyResults[result]}
      </p>
    </div>
  )
}
