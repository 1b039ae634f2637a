import { useEffect, useState } from 'react'
import { loadInTime } from '../../browser/load-in-time.ts'
import { type RequestError } from '../api/request-error.ts'
import { type LaterErrorWords } from './en/errors.ts'
import { type ErrorWords } from './en/page.ts'
import { type Spoken, useSpoken } from './use-words.ts'

const loaded = new Map<Spoken['loadErrors'], LaterErrorWords>()

/** The words for an error. Undefined while they are on their way. If they can't be loaded, that is told instead. */
export function useErrorWords({ code }: RequestError): ErrorWords | undefined {
  const { page, loadErrors } = useSpoken()
  const [outcome, setOutcome] = useState<{ of: Spoken['loadErrors']; isMissing: boolean }>()
  const inPage: Partial<Record<typeof code, ErrorWords>> = page.errors
  const all: Partial<Record<typeof code, ErrorWords>> = { ...loaded.get(loadErrors), ...inPage }
  const isKnown = all[code] !== undefined
  useEffect(() => {
    if (isKnown) return
    loadInTime(loadErrors()).then(
      (words) => {
        loaded.set(loadErrors, words)
        setOutcome({ of: loadErrors, isMissing: false })
      },
      () => setOutcome({ of: loadErrors, isMissing: true }),
    )
  }, [isKnown, loadErrors])
  const isMissing = outcome?.of === loadErrors && outcome.isMissing
  return all[code] ?? (isMissing ? page.errors.partNotLoaded : undefined)
}
