import { createContext, useContext, useSyncExternalStore } from 'react'
import { type SessionDescription } from '../contract/api/session.ts'
import { type HostReporter } from './host/host-reporter.ts'
import { type CustomerApi } from './api/api.ts'
import { type VisitEvent } from './visit/reduce-visit.ts'
import { type TabStorage } from './visit/kept/tab-storage.ts'
import { type Visit } from './visit/visit.ts'
import { type VisitRules } from './visit/visit-rules.ts'
import { type VisitStore } from './visit/visit-store.ts'

/** What every step needs of the wizard it stands in; one per mounted wizard. */
export interface WizardParts {
  readonly api: CustomerApi
  readonly store: VisitStore
  /** Leaves out what the other wizards of the page have at hand. A phone is offered nothing. */
  readonly unclaimed?: TabStorage['unclaimed'] | undefined
  readonly rules: VisitRules
  readonly limits: SessionDescription['limits']
  readonly partner: SessionDescription['partner']
  readonly returnUrl: string | undefined
  /** The partner's own words on what comes after an upload. */
  readonly afterwards?: string | undefined
  /** Of the page around the frame; none in the standalone form. */
  readonly reporter: HostReporter | undefined
  /** A phone adds the picture of this one document, or works the list off, and can change nothing else. */
  readonly errand?: 'document' | 'list'
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
