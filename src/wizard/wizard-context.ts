import { createContext, useContext, useSyncExternalStore } from 'react'
import { type SessionDescription } from '../contract/session.ts'
import { type HostReporter } from './host/host-reporter.ts'
import { type Api } from './api/api.ts'
import { type Visit, type VisitEvent, type VisitRules } from './visit/visit.ts'
import { type VisitStore } from './visit/visit-store.ts'

/** What every step needs of the wizard it stands in; one per mounted wizard. */
export interface WizardParts {
  readonly api: Api
  readonly store: VisitStore
  readonly rules: VisitRules
  readonly limits: SessionDescription['limits']
  readonly partner: SessionDescription['partner']
  readonly returnUrl: string | undefined
  readonly goBack: () => void
  /** Of the page around the frame; none in the standalone form. */
  readonly reporter: HostReporter | undefined
}

export const WizardContext = createContext<WizardParts | undefined>(undefined)

export function useWizard(): WizardParts {
  const wizard = useContext(WizardContext)
  if (!wizard) throw new Error('A step stands outside of its wizard.')
  return wizard
}

export function useVisit(): [Visit, (event: VisitEvent) => void] {
  const { store } = useWizard()
  return [useSyncExternalStore(store.subscribe, store.get, store.get), store.dispatch]
}
