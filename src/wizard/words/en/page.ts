import { type Workflow } from '../../../contract/document/document.ts'
import { type ClientErrorCode } from '../../api/request-error.ts'

/** What happened, and what to do about it. */
export interface ErrorWords {
  readonly title: string
  readonly advice: string
}

const tryAgain = 'Nothing you entered is lost. Wait a moment and try again.'

/** Errors after which no more words may come, one that is told beside them, and one that the last page tells too. */
export type PageErrorCode =
  | Extract<ClientErrorCode, 'connectionLost' | 'answerUnreadable' | 'partNotLoaded' | 'unexpected'>
  | 'overloaded'
  | 'shuttingDown'
  | 'hostUnreachable'
  | 'documentLimitReached'

/** What the first view needs, and what may go wrong without an answer. The other errors' words come with `errors.ts`. */
export const enPage = {
  language: 'en',
  appName: 'Upload a document',
  backLink: 'Back',
  continue: 'Continue',
  change: 'Change',
  optional: '(optional)',
  given: 'Already filled in for you. It can’t be changed here.',
  sandboxNotice: 'Sandbox: documents go to a test system. Don’t upload real papers.',
  loading: 'One moment…',
  requestId: (id: string) => `Request ID: ${id}`,
  errorSummaryTitle: 'There is a problem',
  errorTitlePrefix: 'Error: ',
  tryAgain: 'Try again',
  reload: 'Reload the page',
  steps: {
    label: 'Progress',
    workflow: 'For whom',
    type: 'Document',
    details: 'Details',
    file: 'File',
    receipt: 'Receipt',
    position: (current: number, total: number, name: string) => `Step ${current} of ${total}: ${name}`,
    state: { done: 'done', current: 'current step', todo: 'to do' },
  },

  workflow: {
    title: 'Who is the document for?',
    names: { PERSONAL: 'A person', BUSINESS: 'A business' } satisfies Record<Workflow, string>,
    hints: {
      PERSONAL: 'You, or someone you are helping to open an account.',
      BUSINESS: 'A company, partnership or charity.',
    } satisfies Record<Workflow, string>,
    missing: 'Choose whether the document is for a person or a business',
  },

  restored: {
    unreadable: 'Your earlier answers can’t be read any more. Please start again.',
    expired: 'Your earlier answers have expired. Please start again.',
    otherCustomer: 'Somebody else has signed in. This page starts again, and nothing typed before was kept.',
  },

  errors: {
    overloaded: { title: 'We are very busy right now', advice: tryAgain },
    shuttingDown: { title: 'We are starting again', advice: tryAgain },
    documentLimitReached: {
      title: 'All the documents we asked for are already registered',
      advice: 'If you need to add one more, tell whoever asked you for them.',
    },
    connectionLost: {
      title: 'The connection was lost',
      advice: 'Nothing you entered is lost. Check your reception or Wi-Fi, then try again.',
    },
    answerUnreadable: {
      title: 'We can’t read the answer',
      advice: `You may have to sign in to the Wi-Fi first. ${tryAgain}`,
    },
    partNotLoaded: {
      title: 'Part of this page didn’t load',
      advice: 'Check your reception or Wi-Fi, then try again. If that doesn’t help, reload the page.',
    },
    unexpected: {
      title: 'Something went wrong on this page',
      advice: 'It isn’t your fault. Try again. If that doesn’t help, reload the page.',
    },
    hostUnreachable: {
      title: 'The page around this form doesn’t answer',
      advice: 'Reload the page. If it happens again, tell whoever runs it.',
    },
  } satisfies Record<PageErrorCode, ErrorWords>,
}

export type PageWords = typeof enPage
