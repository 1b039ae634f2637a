import { type ReactElement, type ReactNode } from 'react'
import { usePageWords } from '../words/use-words.ts'
import { type Elements } from './elements.ts'

/** What ties a control to its hint and its error for those who don't see them side by side. */
interface ControlWiring {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

interface FieldParts {
  readonly id: string
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: string | undefined
  /** The error that it had when the form was last sent off. While it has none, the room of that one is kept. */
  readonly told?: string | undefined
  /** The answer is settled, and takes up no more than a line. */
  readonly isGiven?: boolean
  /** Said after the control, such as a character count; described like the hint. */
  readonly after?: ReactNode
}

/** Label, hint, error and control, wired by ID: the one place where that is done for single controls. */
export function Field({
  id,
  label,
  hint,
  error,
  told,
  isGiven = false,
  after,
  children,
}: FieldParts & { readonly children: (wiring: ControlWiring) => ReactElement }) {
  return (
    <div className={isGiven ? 'field field-given' : fieldClass(error, told)}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className={isGiven ? 'visually-hidden' : 'hint'} id={hintId(id)}>
          {hint}
        </p>
      )}
      <FieldError id={id} error={error} told={told} />
      {children({
        id,
        'aria-describedby': describedBy(id, hint, error, after),
        'aria-invalid': error ? true : undefined,
      })}
      {after && (
        <div className="hint" id={afterId(id)}>
          {after}
        </div>
      )}
    </div>
  )
}

/** The same for a group of radio buttons. The legend may be the page's heading. */
export function FieldGroup({
  id,
  label,
  hint,
  error,
  told,
  children,
}: FieldParts & { readonly children: Elements }) {
  return (
    <fieldset
      className={fieldClass(error, told)}
      id={id}
      aria-describedby={describedBy(id, hint, error, undefined)}
    >
      <legend className="field-label">{label}</legend>
      {hint && (
        <p className="hint" id={hintId(id)}>
          {hint}
        </p>
      )}
      <FieldError id={id} error={error} told={told} />
      {children}
    </fieldset>
  )
}

/** The words for what is wrong with a control, where anything is, or the room of those that were. */
export function FieldError({ id, error, told }: Pick<FieldParts, 'id' | 'error' | 'told'>) {
  const words = usePageWords()
  const text = error ?? told
  if (!text) return null
  return (
    <p className="field-error" id={error ? errorId(id) : undefined}>
      <span className="visually-hidden">{words.errorTitlePrefix}</span>
      <span>{text}</span>
    </p>
  )
}

/** Errors go while somebody types. If what stands below moved up then, it would slip away from under the next press. */
function fieldClass(error: string | undefined, told: string | undefined): string {
  if (error) return 'field field-wrong'
  return told ? 'field field-mended' : 'field'
}

function describedBy(
  id: string,
  hint: ReactNode,
  error: string | undefined,
  after: ReactNode,
): string | undefined {
  const ids = [hint ? hintId(id) : '', error ? errorId(id) : '', after ? afterId(id) : ''].filter(Boolean)
  return ids.length > 0 ? ids.join(' ') : undefined
}

const hintId = (id: string) => `${id}-hint`
const errorId = (id: string) => `${id}-error`
const afterId = (id: string) => `${id}-after`
