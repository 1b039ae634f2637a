import { type IncomingMessage } from 'node:http'
import { devNull } from 'node:os'
import { Readable } from 'node:stream'
import * as z from 'zod/mini'
import { hostMessageSchema } from '../../contract/frame/bridge.ts'
import { documentAnswerSchema, failureEnvelopeSchema } from '../../contract/api/envelope.ts'
import {
  documentIdSchema,
  emailSchema,
  generateRequestSchema,
  nameSchema,
  noteSchema,
} from '../../contract/document/document.ts'
import { identifyFormat } from '../../contract/image/file-format.ts'
import { createStructureWalk } from '../../contract/image/image-structure.ts'
import { normaliseEmail, normaliseName, normaliseNote } from '../../contract/document/normalise.ts'
import { localeSchema, referenceSchema, sessionRequestSchema } from '../../contract/api/partner-api.ts'
import { instantSchema, urlSchema } from '../../contract/scalars.ts'
import { sessionDescriptionSchema } from '../../contract/api/session.ts'
import { parseFrameMessage, parseWindowMessage } from '../../embed/frame-message.ts'
import { readHeaderDimensions } from '../../image/file/header-dimensions.ts'
import { readScans } from '../../image/file/jpeg-scans.ts'
import { readOrientation } from '../../image/file/orientation.ts'
import { workerAnswerSchema } from '../../image/worker/worker-messages.ts'
import { Customers } from '../../portal/customers.ts'
import { createCountGuest } from '../../proxy/limits/guest-limit.ts'
import { parseParameterisedValue } from '../../proxy/upload/header-parameters.ts'
import { parseIdempotencyKey } from '../../proxy/http/request/idempotency-key.ts'
import { createLinks } from '../../proxy/partners/links/links.ts'
import { createVisits } from '../../proxy/visits/visits.ts'
import { MemoryStore } from '../../proxy/store/memory-store.ts'
import { checkPartHead, parseBoundary } from '../../proxy/upload/multipart-head.ts'
import { MultipartReader } from '../../proxy/upload/multipart-reader.ts'
import { createSessions } from '../../proxy/sessions/sessions.ts'
import { readDocument } from '../../proxy/upstream/upstream-answer.ts'
import { createCodes } from '../../proxy/codes/codes.ts'
import { validationContext } from '../../proxy/documents/validation-context.ts'
import { Faults } from '../../sandbox/faults/faults.ts'
import { parseGenerateRequest } from '../../sandbox/vendor/request-validation.ts'
import { receiveUpload } from '../../sandbox/vendor/upload-body.ts'
import { readReceipt } from '../../wizard/delivery/receipt-claims.ts'
import { errorOfAnswer } from '../../wizard/api/request-error.ts'
import { jsonOf } from '../../wizard/json-of.ts'
import { codeIn } from '../../wizard/session/code-in-address.ts'
import { openTabStorage } from '../../wizard/visit/kept/tab-storage.ts'
import { startVisit } from '../../wizard/visit/visit.ts'
import { guestRules } from '../../wizard/visit/visit-rules.ts'
import { findLanguage } from '../../wizard/words/language.ts'

export interface HostileParser {
  readonly name: string
  /** Texts to put before the hostile one. Each takes the parser to another place of its grammar. */
  readonly beginnings: readonly string[]
  /** May refuse a text, by its answer or by throwing. */
  readonly parse: (text: string) => unknown
}

const secrets = ['a secret of the test of at least 32 characters']
const store = new MemoryStore()
const codes = createCodes(store)
const sessions = createSessions(
  secrets,
  () => true,
  codes,
  async () => undefined,
)
const links = createLinks(codes, createVisits(store), () => true)
const boundary = 'b'
const visit = startVisit(guestRules, 'v1')

/** Every parser of bytes, headers, bodies, messages or storage from outside. */
export const hostileParsers: readonly HostileParser[] = [
  // The proxy parses what callers send.
  parser(
    'a part’s head',
    (text) => checkPartHead(`${text}\r\n`),
    '',
    'X:',
    'X: a',
    'Content-Disposition: form-data; name="file"; filename="',
  ),
  parser('parameters of a header', parseParameterisedValue, '', 'a', 'a;', 'a; b=', 'a; b="'),
  parser(
    'a boundary',
    parseBoundary,
    '',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary="',
  ),
  parser('a form, whole', (text) => readForm([bytesOf(text)]), ...formBeginnings()),
  parser('a form, in pieces', (text) => readForm(pieces(bytesOf(text))), ...formBeginnings().slice(-2)),
  parser('a body of generate', (text) => {
    for (const body of [
      everywhere(generateRequestSchema.shape, text),
      { [text]: 1 },
      keysOf(text),
      jsonOf(text),
    ]) {
      validationContext(body, generateRequestSchema.safeParse(body).error?.issues ?? [])
    }
  }),
  parser(
    'a partner’s request for a session',
    (text) => {
      const prefill = everywhere(generateRequestSchema.shape, text)
      const asked = { ...everywhere(sessionRequestSchema.shape, text), prefill, link: { returnUrl: text } }
      sessionRequestSchema.safeParse(asked)
    },
    '',
    'en',
    'https://a',
  ),
  parser('an idempotency key', parseIdempotencyKey),
  parser(
    'an Authorization',
    (text) => sessions.authenticate(text),
    '',
    'Bearer ',
    'Bearer eyJhbGciOiJIUzI1NiJ9.',
    'Bearer a.b.',
  ),
  parser('a link’s code', (text) => links.redeem(text, undefined), '', 'eyJhbGciOiJkaXIifQ..'),
  parser(
    'an address',
    (text) => createCountGuest(store, 1)(text, 'session'),
    '',
    '::ffff:',
    '::ffff:1.1.1.1',
    '1:',
  ),
  parser(
    'an answer of ConnectFi',
    (text) => {
      readRefused(200, text)
      readRefused(400, JSON.stringify({ code: text, message: text, context: [text] }), text)
    },
    '',
    '{"code":"0","data":',
    'Mon, ',
  ),

  // The parts parse each other's messages.
  schema('an e-mail address', emailSchema, '', 'a@', 'a@a.', 'a@a-'),
  schema('a name', nameSchema),
  schema('a note', noteSchema),
  parser('what is typed', (text) => [normaliseName(text), normaliseNote(text), normaliseEmail(text)]),
  schema('a document ID', documentIdSchema, '', 'doc_'),
  schema('a locale', localeSchema, '', 'en', 'en-u', 'en-x', 'en-t', 'en-u-ca'),
  schema('a reference', referenceSchema),
  schema('an address of a page', urlSchema, '', 'https://', 'https://a/', 'https://a?'),
  schema('a time', instantSchema, '', '2024-01-01T00:00:00', 'Mon, ', '('),
  parser(
    'envelopes',
    (text) => {
      failureEnvelopeSchema.safeParse({ code: text, requestId: text, message: text, context: text })
      documentAnswerSchema.safeParse({
        code: '0',
        requestId: text,
        data: everywhere(generateRequestSchema.shape, text),
      })
      sessionDescriptionSchema.safeParse(everywhere(sessionDescriptionSchema.shape, text))
    },
    '',
    'https://a',
  ),
  parser(
    'messages of the host page',
    (text) => {
      const theme = { colorScheme: text, '--akepa-font': text }
      for (const type of ['welcome', 'session', text]) {
        const names = { instance: text, instances: [text] }
        hostMessageSchema.safeParse({ version: 1, type, ...names, locale: text, session: text, theme })
      }
    },
    '',
    'en',
    'url',
  ),
  parser('messages of the frame', (text) => {
    const message = { version: 1, id: text, at: text, documentIds: [text], ...keysOf(text) }
    for (const type of ['error', text]) parseWindowMessage({ ...message, type, code: text })
    for (const type of ['completed', text]) parseFrameMessage({ ...message, type })
  }),
  parser('answers of the image worker', (text) => {
    const prepared = { blob: new Blob(), format: text, sha256: text, changes: [text] }
    workerAnswerSchema.safeParse({ kind: 'prepared', prepared })
    workerAnswerSchema.safeParse({ kind: 'judged', warnings: [text] })
    workerAnswerSchema.safeParse({ kind: 'refused', problem: { kind: text, found: text } })
  }),

  // Wizard and proxy parse files.
  parser(
    'a file’s first bytes',
    (text) => identifyFormat(bytesOf(text)),
    '',
    '<',
    '<?xml',
    '\xef\xbb\xbf ',
    '\xff\xfe',
    'PK\x03\x04',
  ),
  parser('a JPEG’s structure', (text) => walk('jpeg', text), ...jpegBeginnings()),
  parser('a JPEG’s scans', (text) => readScans(bytesOf(text)), ...jpegBeginnings()),
  parser('a PNG’s structure', (text) => walk('png', text), ...pngBeginnings()),
  parser('a JPEG’s orientation', (text) => readOrientation(bytesOf(text), 'jpeg'), '\xff\xd8'),
  parser('a PNG’s orientation', (text) => readOrientation(bytesOf(text), 'png'), ...pngBeginnings()),
  parser('dimensions in a header', (text) => {
    for (const format of ['webp', 'gif', 'bmp', 'avif', 'heic'] as const)
      readHeaderDimensions(bytesOf(text), format)
  }),

  // The wizard parses what the browser keeps for it.
  parser('a stored visit', (text) => {
    const answers = { ...visit.answers, name: text, note: text }
    const kept = { version: 1, savedAt: Date.now(), terms: text, visit: { ...visit, id: text, answers } }
    readKept(JSON.stringify(kept))
  }),
  parser('what is stored for a visit', readKept, '', '{"version":1,"visit":'),
  parser('wished languages', (text) => findLanguage([text]), '', 'fr', 'en-'),
  parser('a receipt’s time', readReceipt, 'a.'),
  parser('a link’s fragment', (text) => codeIn({ hash: text } as Location, 'code'), '', '#code='),
  parser(
    'an error of the proxy’s',
    (text) => errorOfAnswer({ code: text, requestId: text, context: text }, text),
    '',
    '1',
  ),

  // The sandbox and the portal have parsers of their own.
  parser('a form, at the sandbox', receiveForm, ...formBeginnings()),
  parser(
    'a body of generate, at the sandbox',
    (text) => {
      for (const place of Object.keys(generateRequestSchema.shape)) {
        const valid = { workflow: 'PERSONAL', name: 'a', extension: 'jpg', type: 'license' }
        try {
          parseGenerateRequest({ ...valid, [place]: text })
        } catch (error) {
          throwUnlessRefusal(error)
        }
      }
    },
    '',
    'a@',
    'a@a.',
    'a@a-',
  ),
  parser('faults in a name', (text) => new Faults().strike('upload', text), '', '[fault:upload-500'),
  parser('the portal’s cookie', (text) => new Customers().find(text), '', 'quillhaven='),
]

// oxlint-disable-next-line regexp/no-super-linear-backtracking -- `checkPartHead` once had it
const cubicPattern = /^\w+:[ \t]*(.*?)[ \t]*$/
/** The watchdog must end this one. */
export const endlessParser = parser('an endless parser', (text) => cubicPattern.test(text), 'X:')

/** Throws an error that shows that the parser broke. A refusal is as good as an answer. */
export function throwUnlessRefusal(error: unknown): void {
  const isRefusal =
    error instanceof Error && ![RangeError, ReferenceError, TypeError].some((kind) => error instanceof kind)
  if (!isRefusal) throw error
}

function parser(
  name: string,
  parse: HostileParser['parse'],
  ...beginnings: readonly string[]
): HostileParser {
  return { name, parse, beginnings: beginnings.length === 0 ? [''] : beginnings }
}

function schema(name: string, of: z.core.$ZodType, ...beginnings: readonly string[]): HostileParser {
  return parser(name, (text) => z.safeParse(of, text).success, ...beginnings)
}

/** An object with the text in each property of `shape`. */
function everywhere(shape: object, text: string): Record<string, unknown> {
  return Object.fromEntries(Object.keys(shape).map((property) => [property, text]))
}

function keysOf(text: string): Record<string, unknown> {
  return Object.fromEntries(text.split(/[-; ]/, 10_000).map((key) => [key, 1]))
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function formBeginnings(): readonly string[] {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n`
  return ['', '\r\n', `--${boundary}\r\n`, `--${boundary}\r\nX:`, head, `${head}\r\n`]
}

function jpegBeginnings(): readonly string[] {
  const frame = (marker: string) => `${marker}\0\x0b\x08\0\x40\0\x40\x01\x01\x11\0`
  const scan = '\xff\xda\0\x08\x01\x01\0\0\x3f\0'
  const start = '\xff\xd8'
  return [start, `${start}${frame('\xff\xc0')}${scan}`, `${start}${frame('\xff\xc2')}`]
}

function pngBeginnings(): readonly string[] {
  const signature = '\x89PNG\r\n\x1a\n'
  return [signature, `${signature}\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55`]
}

/** Single bytes at the beginning, then small pieces of an odd length. */
function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0, end = 0; at < bytes.length; at = end) {
    end = at < 300 ? at + 1 : at + 61
    yield bytes.subarray(at, end)
  }
}

function readForm(chunks: Iterable<Buffer>): void {
  const reader = new MultipartReader(boundary)
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
}

async function receiveForm(text: string): Promise<unknown> {
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  return receiveUpload(
    Object.assign(Readable.from([bytesOf(text)]), { headers }) as IncomingMessage,
    devNull,
    () => {},
  )
}

function readRefused(status: number, text: string, header?: string): void {
  try {
    readDocument({ status, text, retryAfter: header, date: header })
  } catch (error) {
    throwUnlessRefusal(error)
  }
}

function readKept(content: string): void {
  const sessionStorage = { length: 1, key: () => content, getItem: () => content, removeItem() {} }
  Object.assign(globalThis, { window: { sessionStorage } })
  const terms = { prefill: {}, locked: [], agent: false }
  openTabStorage({ partner: 'p', subject: 's', instance: '1', terms }).load()
}

function walk(format: 'jpeg' | 'png', text: string): void {
  const structure = createStructureWalk(format)
  structure.push(bytesOf(text))
  structure.end()
}
