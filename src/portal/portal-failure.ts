import { type BackendError } from '../backend/backend.ts'

/** The back end can't do what the page asked for. `message` is for the engineer who reads the page. */
export class PortalFailure extends Error {
  readonly code: PortalFailureCode
  readonly status: number

  constructor(code: PortalFailureCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'PortalFailure'
    this.code = code
    this.status = statusOfCode[code]
  }
}

const statusOfCode = {
  requestInvalid: 400,
  signedOut: 401,
  notFound: 404,
  hostRefused: 421,
  receiptInvalid: 422,
  webhookInvalid: 422,
  sandboxUnreachable: 502,
  wizardRefused: 502,
  wizardUnreachable: 502,
} as const
export type PortalFailureCode = keyof typeof statusOfCode

/** What a call to the wizard failed with, for the page. */
export function toPortalFailure(error: BackendError): PortalFailure {
  const { code, message, requestId, context } = error
  switch (code) {
    case 'webhookInvalid':
      return new PortalFailure('webhookInvalid', message, error)
    case 'receiptInvalid':
    case 'receiptForeign':
      return new PortalFailure('receiptInvalid', message, error)
    case 'connectionLost':
    case 'answerUnreadable':
      return new PortalFailure('wizardUnreachable', message, error)
    default: {
      const details = [
        context === undefined ? '' : ` ${JSON.stringify(context)}`,
        requestId === undefined ? '' : ` (request ${requestId})`,
      ]
      return new PortalFailure('wizardRefused', `The wizard answered ${code}.${details.join('')}`, error)
    }
  }
}
