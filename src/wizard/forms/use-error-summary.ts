import { useState } from 'react'
import { type FieldErrors, type FieldValues } from 'react-hook-form'
import { type SummaryEntry } from './notice.tsx'

/** The errors as they were when the form was last submitted: the summary doesn't flicker while they are being mended. */
export function useErrorSummary<Values extends FieldValues>(
  entryOf: (field: string, message: string) => SummaryEntry,
): { entries: readonly SummaryEntry[]; show: (errors: FieldErrors<Values>) => void; clear: () => void } {
  const [entries, setEntries] = useState<readonly SummaryEntry[]>([])
  return {
    entries,
    show: (errors) =>
      setEntries(Object.entries(errors).map(([field, error]) => entryOf(field, messageOf(error)))),
    clear: () => setEntries([]),
  }
}

function messageOf(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error
  return isError && typeof error.message === 'string' ? error.message : ''
}
