import { registrationOf, type Visit } from '../visit/visit.ts'
import { DetailsStep } from './details/details-step.tsx'
import { FileStep } from './file/file-step.tsx'
import { type Ending, FinishedPage } from './registered/finished-page.tsx'
import { ReceiptStep } from './registered/receipt-step.tsx'
import { TypeStep } from './type/type-step.tsx'

/** The pages after the first that most people come to. */
export function LaterSteps({ visit, ending }: { readonly visit: Visit; readonly ending?: Ending }) {
  const registration = registrationOf(visit)
  switch (visit.step) {
    // Other parts show these.
    case 'workflow':
    case 'resume':
    case 'list':
      return null
    case 'type':
      return <TypeStep />
    case 'details':
      return registration ? null : <DetailsStep />
    case 'file':
      return registration ? <FileStep key={registration.documentId} registration={registration} /> : null
    case 'receipt':
      return <ReceiptStep />
    case 'finished':
      return <FinishedPage ending={ending} />
    default:
      return visit.step satisfies never
  }
}
