import * as z from 'zod/mini'
import { documentIdSchema, generateRequestSchema } from '../../contract/document/document.ts'
import { documentAnswerSchema, successEnvelopeSchema } from '../../contract/api/envelope.ts'
import { type ErrorCode, errorCodes } from '../../contract/errors.ts'
import {
  fileHashHeader,
  fileHashPattern,
  idempotencyKeyHeader,
  requestedKeyHeader,
  requestedSideHeader,
  uploadReceiptHeader,
  uploadTicketHeader,
} from '../../contract/file.ts'
import {
  handoffAnswerSchema,
  handoffBegunAnswerSchema,
  handoffErrandSchema,
  handoffJoinedAnswerSchema,
} from '../../contract/api/handoff.ts'
import {
  linkAnswerSchema,
  receiptsAnswerSchema,
  redeemLinkRequestSchema,
  redeemRequestSchema,
  referenceSchema,
  sessionRequestSchema,
  sessionsEndedAnswerSchema,
  visitAnswerSchema,
  webhookDeliverySchema,
} from '../../contract/api/partner-api.ts'
import { requestedAnswerSchema } from '../../contract/requested/list-answer.ts'
import { requestedListSchema } from '../../contract/requested/list.ts'
import { sessionAnswerSchema, sessionDescriptionSchema } from '../../contract/api/session.ts'

/** Who may call: a customer's page, a partner's back end, the proxy's own page, or anybody. */
export type Caller = 'session' | 'partnerKey' | 'ownPage' | 'anybody'

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: z.core.$ZodType
  readonly isRequired?: true | undefined
  readonly description: string
}

export interface Endpoint {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** As the router has it: a parameter begins with a colon. */
  readonly route: string
  readonly summary: string
  readonly caller: Caller
  readonly parameters?: readonly Parameter[]
  readonly body?: z.core.$ZodType | 'file'
  /** Of the 200. */
  readonly answer: z.core.$ZodType
  /** Headers of the 200, and what they hold. */
  readonly answerHeaders?: Readonly<Record<string, string>>
  /** Codes of the failures, beside those of its caller and its body. */
  readonly failures?: readonly ErrorCode[]
}

export const failuresOfAll = [
  'requestMalformed',
  'requestTooLarge',
  'mediaTypeRefused',
  'tooManyRequests',
  'overloaded',
  'shuttingDown',
  'internalError',
  'uploadStalled',
] as const satisfies readonly ErrorCode[]

export const failuresOfCaller: Readonly<Record<Caller, readonly ErrorCode[]>> = {
  session: [
    'sessionMissing',
    'sessionInvalid',
    'sessionExpired',
    'sessionEnded',
    'linkOpenedElsewhere',
    'handoffNotAllowed',
    'handoffEnded',
  ],
  partnerKey: ['partnerKeyMissing', 'partnerKeyInvalid', 'requestValidateError'],
  ownPage: ['originForbidden', 'requestValidateError'],
  anybody: [],
}

const startingWith = (...beginnings: readonly string[]) =>
  errorCodes.filter((code) => beginnings.some((beginning) => code.startsWith(beginning)))

/** What an answer of ConnectFi's can come to, the codes of its own among them. */
const failuresOfUpstream: readonly ErrorCode[] = [
  ...startingWith('upstream'),
  'requestValidateError',
  'documentNotFound',
  'fileNotFound',
  'extAkepa',
]

const text = z.string()
const documentId: Parameter = {
  name: 'documentId',
  in: 'path',
  schema: documentIdSchema,
  isRequired: true,
  description: 'ConnectFi’s ID of the document.',
}
const reference: Parameter = {
  name: 'reference',
  in: 'query',
  schema: referenceSchema,
  isRequired: true,
  description: 'The partner’s own name for the customer.',
}
const handoffId: Parameter = {
  name: 'handoffId',
  in: 'path',
  schema: text,
  isRequired: true,
  description: 'The hand-off’s ID.',
}
const entryKey: Parameter = {
  name: 'key',
  in: 'path',
  schema: text,
  isRequired: true,
  description: 'The entry of `requested`.',
}
const idempotencyKey: Parameter = {
  name: idempotencyKeyHeader,
  in: 'header',
  schema: z.string().check(z.regex(/^[\x21-\x7e]{1,128}$/)),
  description: 'The same key and body give the first answer again.',
}
const uploadTicket = { [uploadTicketHeader]: 'The right to upload to this document, for 24 hours.' }
const uploadReceipt = {
  [uploadReceiptHeader]: 'A JWS (ES256) that proves the upload: see /.well-known/jwks.json.',
}

/** A session's description with its list as it is read where it is shown. */
const describedSchema = z.extend(sessionDescriptionSchema, { requested: z.optional(requestedListSchema) })
const sessionSchema = z.extend(sessionAnswerSchema.shape.data, { description: z.optional(describedSchema) })

/** Every address of the API that JSON comes from, in the order of a document's way. */
export const endpoints: readonly Endpoint[] = [
  {
    method: 'post',
    route: '/api/sessions',
    summary: 'A session for a customer, or a link that opens one.',
    caller: 'partnerKey',
    body: sessionRequestSchema,
    answer: successEnvelopeSchema(
      z.union([
        z.pick(sessionAnswerSchema.shape.data, { session: true, dtsExpireAt: true }),
        linkAnswerSchema.shape.data,
      ]),
    ),
    failures: ['returnUrlForbidden'],
  },
  {
    method: 'delete',
    route: '/api/sessions',
    summary: 'Ends every session of a customer, and the links and phone codes issued before.',
    caller: 'partnerKey',
    parameters: [reference],
    answer: sessionsEndedAnswerSchema,
  },
  {
    method: 'get',
    route: '/api/receipts',
    summary:
      'Receipts of the last seven days, the oldest first: a customer’s, or a hundred of all customers’.',
    caller: 'partnerKey',
    parameters: [
      { ...reference, isRequired: undefined, description: 'The customer. One of the three is needed.' },
      {
        name: 'since',
        in: 'query',
        schema: z.iso.datetime({ offset: true }),
        description: 'Those of all customers that the service has learned of since.',
      },
      {
        name: 'cursor',
        in: 'query',
        schema: text,
        description: 'From the answer before: what has come after it.',
      },
    ],
    answer: receiptsAnswerSchema,
  },
  {
    method: 'get',
    route: '/api/visits',
    summary: 'A customer’s documents, without their names.',
    caller: 'partnerKey',
    parameters: [reference],
    answer: visitAnswerSchema,
  },
  {
    method: 'get',
    route: '/api/webhooks',
    summary: 'What the partner was told in the last seven days, a hundred at a time, the newest first.',
    caller: 'partnerKey',
    parameters: [
      {
        name: 'cursor',
        in: 'query',
        schema: text,
        description: 'From the answer before: the ones that follow.',
      },
      {
        name: 'state',
        in: 'query',
        schema: webhookDeliverySchema.shape.state,
        description: 'Those of this state alone.',
      },
    ],
    answer: successEnvelopeSchema(
      z.object({ webhooks: z.array(webhookDeliverySchema), cursor: z.optional(text) }),
    ),
  },
  {
    method: 'post',
    route: '/api/webhooks/:id/resend',
    summary: 'Sends one again, under the same ID.',
    caller: 'partnerKey',
    parameters: [
      { name: 'id', in: 'path', schema: text, isRequired: true, description: 'The `webhook-id`.' },
    ],
    answer: successEnvelopeSchema(webhookDeliverySchema),
    failures: ['notFound'],
  },
  {
    method: 'post',
    route: '/api/sessions/redeem',
    summary: 'The session behind a link’s code.',
    caller: 'ownPage',
    parameters: [idempotencyKey],
    body: redeemLinkRequestSchema,
    answer: successEnvelopeSchema(sessionSchema),
    failures: [
      'idempotencyKeyInvalid',
      'linkInvalid',
      'linkExpired',
      'linkUsed',
      'linkCompleted',
      'sessionEnded',
    ],
  },
  {
    method: 'post',
    route: '/api/sessions/guest',
    summary: 'A session for a guest of the standalone form, with its description.',
    caller: 'ownPage',
    answer: successEnvelopeSchema(sessionSchema),
    failures: ['guestSessionsOff', 'handoffNotAllowed'],
  },
  {
    method: 'get',
    route: '/api/session',
    summary: 'What a session may do, and which documents it can go on with.',
    caller: 'session',
    answer: successEnvelopeSchema(describedSchema),
  },
  {
    method: 'post',
    route: '/api/akepa/document/generate',
    summary: 'Registers a document.',
    caller: 'session',
    parameters: [
      idempotencyKey,
      {
        name: uploadTicketHeader,
        in: 'header',
        schema: text,
        description: 'The ticket of a document without its file, which is given up for the new one.',
      },
      {
        name: requestedKeyHeader,
        in: 'header',
        schema: text,
        description:
          'The entry of `requested` that the document is for. It is needed where the session has a list.',
      },
      {
        name: requestedSideHeader,
        in: 'header',
        schema: z.literal(['1', '2']),
        description: '2 for the back of the entry.',
      },
    ],
    body: generateRequestSchema,
    answer: documentAnswerSchema,
    answerHeaders: uploadTicket,
    failures: [
      ...failuresOfUpstream,
      ...startingWith('idempotencyKey', 'ticket'),
      'requestedKeyInvalid',
      'fieldLocked',
      'typeNotAllowed',
      'documentLimitReached',
      'documentAlreadyUploaded',
      'registrationInProgress',
      'uploadInProgress',
      'tooManyDocuments',
    ],
  },
  {
    method: 'post',
    route: '/api/akepa/document/upload/:documentId',
    summary: 'Takes the file of a document.',
    caller: 'session',
    parameters: [
      documentId,
      {
        name: uploadTicketHeader,
        in: 'header',
        schema: text,
        isRequired: true,
        description: 'From the answer of generate or resume.',
      },
      {
        name: fileHashHeader,
        in: 'header',
        schema: z.string().check(z.regex(fileHashPattern)),
        description: 'SHA-256 of the file. What arrives is held to it.',
      },
    ],
    body: 'file',
    answer: documentAnswerSchema,
    answerHeaders: uploadReceipt,
    failures: [
      ...failuresOfUpstream,
      ...startingWith('ticket', 'file'),
      'uploadInProgress',
      'documentAlreadyUploaded',
      'lengthRequired',
      'multipartInvalid',
      'scannerUnavailable',
    ],
  },
  {
    method: 'post',
    route: '/api/documents/:documentId/resume',
    summary: 'A document without its file again, and a fresh ticket for it.',
    caller: 'session',
    parameters: [documentId],
    answer: documentAnswerSchema,
    answerHeaders: uploadTicket,
    failures: ['documentNotFound', 'documentAlreadyUploaded'],
  },
  ...(['put', 'delete'] as const).map((method): Endpoint => ({
    method,
    route: '/api/requested/:key/skip',
    summary:
      method === 'put'
        ? 'The customer has nothing to send for an optional entry.'
        : 'The customer has something to send for it after all.',
    caller: 'session',
    parameters: [entryKey],
    answer: requestedAnswerSchema,
    failures: ['requestedKeyInvalid', 'entryNotOptional'],
  })),
  {
    method: 'post',
    route: '/api/handoffs',
    summary: 'Hands a document, or the list, to the person’s phone.',
    caller: 'session',
    body: handoffErrandSchema,
    answer: handoffBegunAnswerSchema,
    failures: ['requestValidateError', 'documentNotFound', 'requestedKeyInvalid'],
  },
  {
    method: 'post',
    route: '/api/handoffs/redeem',
    summary: 'The phone’s session, by the link’s code.',
    caller: 'ownPage',
    parameters: [idempotencyKey],
    body: redeemRequestSchema,
    answer: handoffJoinedAnswerSchema,
    failures: [
      'idempotencyKeyInvalid',
      'linkInvalid',
      'linkExpired',
      'linkUsed',
      'sessionEnded',
      'linkOpenedElsewhere',
      'handoffEnded',
      'handoffNotAllowed',
    ],
  },
  {
    method: 'post',
    route: '/api/handoffs/:handoffId/allow',
    summary: 'Lets the phone do its errand.',
    caller: 'session',
    parameters: [handoffId],
    answer: handoffAnswerSchema,
  },
  {
    method: 'get',
    route: '/api/handoffs/:handoffId',
    summary: 'Where the hand-off stands, for both sides.',
    caller: 'session',
    parameters: [
      handoffId,
      {
        name: 'after',
        in: 'query',
        schema: z.int(),
        description: 'The `version` of the last answer: the call waits for a change, for 25 seconds at most.',
      },
    ],
    answer: handoffAnswerSchema,
    failures: ['requestValidateError'],
  },
  {
    method: 'delete',
    route: '/api/handoffs/:handoffId',
    summary: 'Ends the hand-off, from either side.',
    caller: 'session',
    parameters: [handoffId],
    answer: handoffAnswerSchema,
  },
  {
    method: 'get',
    route: '/.well-known/jwks.json',
    summary: 'The public keys that verify receipts (RFC 7517).',
    caller: 'anybody',
    answer: z.object({ keys: z.array(z.record(text, z.unknown())) }),
  },
  {
    method: 'get',
    route: '/healthz',
    summary: 'The process runs.',
    caller: 'anybody',
    answer: successEnvelopeSchema(z.object({ status: z.literal('ok') })),
  },
  {
    method: 'get',
    route: '/readyz',
    summary: 'The service can serve customers, as far as is known.',
    caller: 'anybody',
    answer: successEnvelopeSchema(z.object({ status: z.literal('ready'), warnings: z.array(text) })),
    failures: startingWith('upstream'),
  },
]
