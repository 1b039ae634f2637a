import { type RequestedDocument } from './portal-messages.ts'

/** What the bank asks of a customer who opens an account: the `requested` of a session. */
export const requestedDocuments: RequestedDocument[] = [
  {
    key: 'identity',
    title: 'Something that shows who you are',
    hint: 'Both sides, with all four corners in the picture.',
    types: ['license', 'identification_card', 'residence_permit'],
    sides: 2,
    workflow: 'PERSONAL',
  },
  {
    key: 'address',
    title: 'Something that shows where you live',
    hint: 'Not older than three months.',
    types: ['utility', 'bank_statement'],
    workflow: 'PERSONAL',
  },
  {
    key: 'income',
    title: 'Something that shows what you earn',
    hint: 'Only if you would like a credit card.',
    types: ['paystub'],
    optional: true,
    workflow: 'PERSONAL',
  },
]
