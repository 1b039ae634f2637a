import fc from 'fast-check'
import { anyCharacter } from '../../../testing/any-character.ts'
import { fileHead, multipart, testBoundary } from '../../../testing/forms.ts'

/** A request in bytes, one character each, so that a failing example can be read. */
export interface HostileRequest {
  readonly head: string
  readonly body: string
}

/** A request that the proxy takes, to be changed. */
export interface GoodRequest {
  readonly line: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const bytesOf = (text: string) => Buffer.from(text, 'latin1')
const utf8 = (text: string) => Buffer.from(text).toString('latin1')

/** `Content-Length` is right, unless the headers have one. */
function requestOf({ line, headers, body }: GoodRequest): HostileRequest {
  const given = Object.keys(headers).map((name) => name.toLowerCase())
  const framing = ['content-length', 'transfer-encoding'].some((name) => given.includes(name))
    ? {}
    : { 'Content-Length': String(body.length) }
  const fields = Object.entries({ Host: 'proxy.localhost', ...framing, ...headers })
  const lines = fields.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}`)
  return { head: [`${line} HTTP/1.1`, ...lines, '', ''].join('\r\n'), body }
}

/** Pieces that begin, end or break something in one of the grammars that a request goes through. */
const pieces = [
  '',
  ' ',
  '\0',
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  '\t',
  '"',
  '\\',
  "'",
  ';',
  ',',
  ':',
  '=',
  '%',
  '%00',
  '%2e%2e%2f',
  '%ff',
  '..',
  '//',
  '?',
  '#',
  '&',
  '[',
  '{"',
  '}',
  '--',
  `--${testBoundary}`,
  `\r\n--${testBoundary}--\r\n`,
  `\r\n--${testBoundary}\r\n${fileHead}\r\n\r\n`,
  '0\r\n\r\n',
  'ffffffffffffffff\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Content-Length: 3\r\n',
  'Content-Type: application/json\r\n',
  'Expect: 100-continue\r\n',
  'Upgrade: websocket\r\nConnection: Upgrade\r\n',
  'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
  '__proto__',
  'constructor',
  'null',
  '1e999',
  '-1',
  '0x10',
  '9007199254740993',
  'NaN',
  '\xff\xd8\xff',
  '\xff\xd9',
  '\xed\xa0\x80',
  utf8('\u202E\u{1F600}\uFEFF'),
  'x'.repeat(9000),
  '['.repeat(9000),
]

const piece = fc.oneof(
  { arbitrary: fc.constantFrom(...pieces), weight: 5 },
  { arbitrary: fc.string({ unit: anyCharacter, maxLength: 20 }).map(utf8), weight: 1 },
  {
    arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    weight: 1,
  },
)

/** Cuts, doubles, moves, drops or overwrites somewhere in a text, or puts a piece in. */
const change = fc
  .record({
    kind: fc.constantFrom('cut', 'double', 'drop', 'move', 'overwrite', 'put', 'put', 'put'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof(fc.nat(3), fc.nat(200)),
    piece,
  })
  .map(({ kind, at, length, piece: text }) => (given: string) => {
    const from = Math.floor(at * given.length)
    const [before, slice, after] = [
      given.slice(0, from),
      given.slice(from, from + length),
      given.slice(from + length),
    ]
    switch (kind) {
      case 'cut':
        return before
      case 'double':
        return before + slice + slice + after
      case 'drop':
        return before + after
      case 'move':
        return before + after + slice
      case 'overwrite':
        return before + text.slice(0, length) + after
      default:
        return before + text + slice + after
    }
  })

const changes = fc.array(change, { minLength: 1, maxLength: 3 })
const changed = (text: string, steps: readonly ((given: string) => string)[]) =>
  steps.reduce((given, step) => step(given), text)

/** Changes anywhere in what was right: its head, its body, both. The lengths are then right or wrong as it happens. */
export function mutated(good: GoodRequest): fc.Arbitrary<HostileRequest> {
  const { head, body } = requestOf(good)
  return fc.oneof(
    changes.map((steps) => ({ head: changed(head, steps), body })),
    changes.map((steps) => ({ head, body: changed(body, steps) })),
    changes.map((steps) => requestOf({ ...good, body: changed(body, steps) })),
  )
}

/** Values that some reader of a header takes in another way than the next one. */
const fieldValues: Readonly<Record<string, readonly string[]>> = {
  Authorization: [
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer a.b.c',
    'Bearer a, Bearer b',
    'bearer x',
    'Bearer ..',
  ],
  'Upload-Ticket': ['a.b.c', '..', 'eyJhbGciOiJub25lIn0.e30.', '{}', 'null'],
  'Content-Length': ['-1', '+5', '0x5', '5, 5', '99999999999', '18446744073709551616', '1e3', '0', '00005'],
  'Transfer-Encoding': ['chunked', 'gzip, chunked', 'chunked, identity', ' chunked', 'xchunked'],
  'Content-Type': [
    'application/json; charset=utf-16',
    'application/json;',
    'application/json, multipart/form-data',
    'application/JSON; charset="utf-8"',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary="a\\"b"',
    `multipart/form-data; boundary=${'b'.repeat(71)}`,
    `multipart/form-data; boundary=${testBoundary}; boundary=b`,
    `multipart/form-data; charset=utf-16; boundary=${testBoundary}`,
    'multipart/mixed; boundary=b',
    'text/plain',
    '/',
    ';;;',
  ],
  'X-Forwarded-For': [
    '1.2.3.4:5',
    '[::1]:80',
    '::ffff:1.2.3.4',
    'unknown',
    ', ,',
    '1.2.3.4, evil',
    '999.1.1.1',
    '127.0.0.1, '.repeat(500),
    'fe80::1%eth0',
  ],
  Host: ['', '[::1', 'a b', 'a:99999', '[::ffff:1.2.3.4]:0', 'x'.repeat(300), '%41', 'xn--a.', 'a,b'],
  Origin: [
    'null',
    'https://proxy.localhost:99999',
    '://',
    'https://proxy.localhost/',
    'x'.repeat(5000),
    'HTTP://PROXY.EXAMPLE',
  ],
  'Idempotency-Key': ['a b', 'k'.repeat(129), '__proto__', '"'],
  'X-File-Sha256': ['0', 'g'.repeat(64), 'A'.repeat(64), '0'.repeat(64)],
  'Requested-Key': ['__proto__', 'identity', '/', 'constructor'],
  'Requested-Side': ['0', '3', '1, 2', 'x'],
  'X-Request-Id': ['a'.repeat(65), '../../etc', '{"a":1}'],
  traceparent: ['00-0-0-0', '00-'.repeat(100)],
  'Accept-Language': ['*', 'fr;q=1.5', ';;q', 'en-'.repeat(900), 'x'.repeat(5000)],
  'Accept-Encoding': ['br;q=0, *;q=0', 'identity;q=0', ', '.repeat(900), '*;q=x'],
  'If-None-Match': ['*', 'W/', '"', '", '.repeat(900)],
  Range: ['bytes=0-', 'bytes=-1', 'bytes=9-1', `bytes=${'0-0,'.repeat(900)}`],
  Expect: ['100-continue', 'tea'],
  Connection: ['close, Authorization', 'Upgrade', 'keep-alive, close'],
  Cookie: ['a=b', '='.repeat(900)],
  'X-HTTP-Method-Override': ['DELETE'],
  'X-Filler': ['x'.repeat(15_000), 'x'.repeat(20_000)],
}

const fieldName = fc.constantFrom(...Object.keys(fieldValues))
const field = fieldName.chain((name) =>
  fc.tuple(
    fc.constant(name),
    fc.oneof(
      { arbitrary: fc.constantFrom(...(fieldValues[name] ?? [''])), weight: 3 },
      { arbitrary: piece, weight: 1 },
    ),
  ),
)

/** Up to three headers that are odd, one of them perhaps there twice. */
export function withOddHeaders(good: GoodRequest): fc.Arbitrary<HostileRequest> {
  return fc.tuple(fc.array(field, { minLength: 1, maxLength: 3 }), fc.boolean()).map(([fields, isTwice]) => {
    const headers = { ...good.headers, ...Object.fromEntries(fields) }
    const { head, body } = requestOf({ ...good, headers })
    const again = isTwice ? fields.map(([name, value]) => `${name}: ${value}\r\n`).join('') : ''
    return { head: `${head.slice(0, -2)}${again}\r\n`, body }
  })
}

/** As it is, most servers refuse it before any route is looked for. */
const encoded = piece.map((text) => encodeURIComponent(text))
const segment = fc.oneof(
  piece,
  encoded,
  encoded,
  fc.constantFrom(
    '%e0%80%80',
    '%c0%ae',
    '%u0041',
    '%',
    '%zz',
    '.',
    '..;',
    'x'.repeat(600),
    '%2F',
    '%5C',
    ';a=b',
    '*',
  ),
)
const query = fc.oneof(
  fc.constantFrom(
    '',
    '?',
    '?after=1e999',
    '?after=-1',
    '?after[]=1',
    '?after=1&after=2',
    '?__proto__[x]=1',
    '?%',
  ),
  fc
    .array(
      fc.tuple(
        fc.oneof(fc.constantFrom('reference', 'cursor', 'state', 'after', 'origin', 'lang'), encoded),
        fc.oneof(encoded, encoded, piece),
      ),
    )
    .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`),
)
const method = fc.constantFrom(
  'GET',
  'GET',
  'POST',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'PROPFIND',
)

/** Another method, a segment of the path that is odd, a query that nobody asks. */
export function withOddPath(good: GoodRequest): fc.Arbitrary<HostileRequest> {
  const [usual = 'GET', path = '/'] = good.line.split(' ')
  const segments = (path.split('?')[0] ?? '').split('/')
  return fc
    .record({
      verb: fc.oneof({ arbitrary: fc.constant(usual), weight: 3 }, { arbitrary: method, weight: 1 }),
      at: fc.nat(segments.length),
      odd: fc.option(segment),
      asked: query,
    })
    .map(({ verb, at, odd, asked }) => {
      const parts = odd === null ? segments : segments.toSpliced(at, at === segments.length ? 0 : 1, odd)
      // What ends the line would only be another mutation of the head.
      const target = `${parts.join('/')}${asked}`.replaceAll(/[\s\0]/g, '') || '/'
      return requestOf({ ...good, line: `${verb} ${target.startsWith('/') ? '' : '/'}${target}` })
    })
}

const oddText = fc.string({
  unit: fc.constantFrom(
    'a',
    ' ',
    '-',
    '\u00E9',
    'e\u0301',
    '\u202E',
    '\u200B',
    '\uFEFF',
    '\u{1F600}',
    '\u0660',
    '<',
    '\0',
  ),
  maxLength: 60,
})
const oddValue = fc.oneof(
  oddText,
  oddText,
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    0,
    -1,
    1e308,
    2 ** 53,
    1.5,
    [],
    {},
    [[]],
    '\0',
    '\u2028',
    '\uD800',
    '<script>',
    '../..',
    'x'.repeat(3000),
    '\u{1F600}'.repeat(60),
    Array.from({ length: 3000 }, () => 1),
    Array.from({ length: 25 }, (_, index) => ({ key: `k${index}`, types: ['license'] })),
    { toString: 'x', valueOf: 'y', length: -1 },
    'https://[::1',
    'javascript:alert(1)',
    'a@'.repeat(300),
  ),
  fc.jsonValue({ maxDepth: 3 }),
)
/** JSON that no `JSON.stringify` writes. */
const oddTexts = [
  '',
  ' ',
  'null',
  '1',
  '"',
  '[]',
  '{',
  '{"a":1,}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"a":1}{"a":1}',
  '{"reference":"a","reference":"b"}',
  '{"a":1e999}',
  '{"a":-0}',
  `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  '{"a":'.repeat(9000),
  `{"name":"${'\\u0000'.repeat(9000)}"}`,
  '{"name":"\\uD800"}',
  '\xef\xbb\xbf{}',
  '\xff\xfe{\0}\0',
  '{"name":"\xff"}',
  `{${Array.from({ length: 5000 }, (_, index) => `"k${index}":1`).join()}}`,
  'x'.repeat(70_000),
]

/** A body with odd values in it, at any depth, or one that is no JSON. */
export function withOddJson(good: GoodRequest): fc.Arbitrary<HostileRequest> {
  const value = JSON.parse(good.body) as Record<string, unknown>
  const names = Object.keys(value)
  const odd = fc
    .array(
      fc.tuple(fc.oneof(fc.constantFrom(...names), fc.constantFrom('__proto__', 'then', 'extra')), oddValue),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((pairs) =>
      utf8(JSON.stringify(pairs.reduce((body, [name, given]) => replaced(body, name, given), value))),
    )
  return fc
    .oneof({ arbitrary: odd, weight: 3 }, { arbitrary: fc.constantFrom(...oddTexts), weight: 1 })
    .map((body) => requestOf({ ...good, body }))
}

/** With another value under a name, or one level deeper where something is there already. */
function replaced(body: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> {
  const old = Object.hasOwn(body, name) ? body[name] : undefined
  const isDeep = typeof old === 'object' && old !== null && typeof value !== 'object'
  const entries = isDeep
    ? Object.entries(old).map(([key, inner], index) => [key, index === 0 ? value : inner] as const)
    : []
  const next = isDeep ? (Array.isArray(old) ? [value] : Object.fromEntries(entries)) : value
  return Object.defineProperty({ ...body }, name, {
    value: next,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}

const oddHeads = [
  '',
  'X',
  ': ',
  'Content-Disposition: form-data',
  'Content-Disposition: form-data; name=file; filename=a',
  'Content-Disposition: form-data; name="file"; filename="a"; filename="b"',
  `Content-Disposition: form-data; name="file"; filename*=utf-8''%ff%00`,
  'Content-Disposition: form-data; name="file"; filename*0="a"; filename*1="b"',
  "Content-Disposition: form-data; name*=utf-8''file; filename=a",
  'Content-Disposition: form-data; name="other"; filename="a"',
  'Content-Disposition: form-data; name="file"; filename="\0\\\\..\\"',
  'Content-Disposition: form-data; name="file"; filename="=?utf-8?B?YQ==?="',
  `Content-Disposition: form-data; name="file"; filename="${'f'.repeat(7000)}"`,
  `Content-Disposition: form-data; name="file"; filename="${'f'.repeat(9000)}"`,
  `${fileHead}; charset=utf-16`,
  `${fileHead}\r\nContent-Transfer-Encoding: base64`,
  `${fileHead}\r\nContent-Transfer-Encoding: binary`,
  `${fileHead}\r\nContent-Type: multipart/mixed; boundary=b`,
  `${fileHead}\r\n folded: line`,
  `${fileHead}\nX: bare`,
  `${fileHead}\r\n${'X: y\r\n'.repeat(1500)}Z: z`,
]

/** Forms of any number of parts, with any heads, in any frame. */
export function withOddForm(good: GoodRequest, picture: Buffer): fc.Arbitrary<HostileRequest> {
  const whole = picture.toString('latin1')
  const nested = multipart([[fileHead, picture]]).body.toString('latin1')
  const head = fc.oneof({ arbitrary: fc.constant(fileHead), weight: 3 }, fc.constantFrom(...oddHeads), piece)
  const content = fc.oneof(
    { arbitrary: fc.constant(whole), weight: 2 },
    changes.map((steps) => changed(whole, steps)),
    fc.constantFrom(
      '',
      nested,
      `${whole}${whole}`,
      `\0${whole}`,
      `${whole}\r\n--${testBoundary}`,
      whole.slice(0, 300),
    ),
    piece,
  )
  const boundary = fc.oneof(
    { arbitrary: fc.constant(testBoundary), weight: 4 },
    fc.constantFrom(
      '',
      'b',
      `${testBoundary} `,
      ` ${testBoundary}`,
      `-${testBoundary}`,
      testBoundary.slice(1),
      '\0',
    ),
  )
  return fc
    .record({
      parts: fc.oneof(
        { arbitrary: fc.tuple(head, content, boundary).map((part) => [part]), weight: 2 },
        fc.array(fc.tuple(head, content, boundary), { maxLength: 3 }),
      ),
      start: fc.oneof({ arbitrary: fc.constant(''), weight: 3 }, piece),
      end: fc.constantFrom(
        `--${testBoundary}--\r\n`,
        `--${testBoundary}--`,
        `--${testBoundary}`,
        `--${testBoundary}-`,
        '',
      ),
      tail: fc.oneof({ arbitrary: fc.constant(''), weight: 3 }, piece),
    })
    .map(({ parts, start, end, tail }) => {
      const middle = parts.map(([text, bytes, mark]) => `--${mark}\r\n${text}\r\n\r\n${bytes}\r\n`).join('')
      return requestOf({ ...good, body: start + middle + end + tail })
    })
}
