import { type Visit } from '../visit/visit.ts'
import { AnswersPage } from './answers-page.tsx'
import { FileStep } from './file-step.tsx'
import { FinishedPage } from './finished-page.tsx'
import { ReceiptStep } from './receipt-step.tsx'

/** Every page from registering on. A question that was answered is shown as an answer, for as long as it stands. */
export function RegisteredSteps({ visit: { step, registration } }: { readonly visit: Visit }) {
  if (step === 'finished') return <FinishedPage />
  if (!registration) return <ReceiptStep />
  if (step === 'file') return <FileStep key={registration.documentId} registration={registration} />
  return <AnswersPage registration={registration} />
}
