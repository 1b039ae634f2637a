import { type Visit } from '../visit/visit.ts'
import { AnswersPage } from './registered/answers-page.tsx'
import { DetailsStep } from './details/details-step.tsx'
import { FileStep } from './file/file-step.tsx'
import { FinishedPage } from './registered/finished-page.tsx'
import { ReceiptStep } from './registered/receipt-step.tsx'
import { TypeStep } from './type/type-step.tsx'

/** Every page after the first. A question that has been answered for good is shown as an answer. */
export function LaterSteps({ visit: { step, registration } }: { readonly visit: Visit }) {
  if (step === 'finished') return <FinishedPage />
  if (registration) {
    if (step === 'file') return <FileStep key={registration.documentId} registration={registration} />
    return <AnswersPage registration={registration} />
  }
  if (step === 'type') return <TypeStep />
  return step === 'details' || step === 'file' ? <DetailsStep /> : <ReceiptStep />
}
