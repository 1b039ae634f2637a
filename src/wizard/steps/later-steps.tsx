import { registrationOf, type Visit } from '../visit/visit.ts'
import { DetailsStep } from './details/details-step.tsx'
import { FileStep } from './file/file-step.tsx'
import { FinishedPage } from './registered/finished-page.tsx'
import { ReceiptStep } from './registered/receipt-step.tsx'
import { TypeStep } from './type/type-step.tsx'

/** The pages after the first that most people come to. */
export function LaterSteps({
  visit,
  onUsePhone,
}: {
  readonly visit: Visit
  readonly onUsePhone?: () => void
}) {
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
      return registration ? (
        <FileStep key={registration.documentId} registration={registration} onUsePhone={onUsePhone} />
      ) : null
    case 'receipt':
      return <ReceiptStep />
    case 'finished':
      return <FinishedPage />
    default:
      return visit.step satisfies never
  }
}
