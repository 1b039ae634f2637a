import { type ReactElement, useState } from 'react'
import { type FieldErrors, type FieldValues, type UseFormReturn } from 'react-hook-form'
import { ErrorSummary, type SummaryEntry } from './notice.tsx'

/** What was found when a form was last sent off: names, for words in whatever language is spoken later. */
interface Findings<Values> {
  /** How many times it has been sent off in vain. */
  readonly count: number
  readonly problems: readonly { readonly field: string; readonly message: string }[]
  readonly values: Values | undefined
}

/** The errors as they were when the form was last sent off: the summary doesn't flicker while they are being mended. */
export function useErrorSummary<Values extends FieldValues, Parsed>(
  form: UseFormReturn<Values, unknown, Parsed>,
  entryOf: (field: string, message: string, values: Values) => SummaryEntry,
): {
  readonly notice: ReactElement | undefined
  /** What was told of a control, by its ID. */
  readonly toldOf: (controlId: string) => string | undefined
  readonly show: (errors: FieldErrors<Values>) => void
  readonly clear: () => void
} {
  const [{ count, problems, values }, setFindings] = useState<Findings<Values>>(nothingFound)
  const entries = values ? problems.map(({ field, message }) => entryOf(field, message, values)) : []
  return {
    notice: entries.length > 0 ? <ErrorSummary key={count} entries={entries} /> : undefined,
    toldOf: (id) => entries.find(({ controlId }) => controlId === id)?.text,
    show: (errors) =>
      setFindings({
        count: count + 1,
        problems: Object.entries(errors).map(([field, error]) => ({ field, message: messageOf(error) })),
        values: form.getValues(),
      }),
    clear: () => setFindings({ count, problems: [], values: undefined }),
  }
}

const nothingFound = { count: 0, problems: [], values: undefined }

function messageOf(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error
  return isError && typeof error.message === 'string' ? error.message : ''
}
