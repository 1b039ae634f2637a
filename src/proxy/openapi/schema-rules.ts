import * as z from 'zod/mini'
import {
  emailSchema,
  nameMaxLength,
  nameSchema,
  noteMaxLength,
  noteSchema,
} from '../../contract/document/document.ts'
import { localeSchema, referenceSchema, sessionRequestSchema } from '../../contract/api/partner-api.ts'
import { countSchema, instantSchema, urlSchema, wholeNumberSchema } from '../../contract/scalars.ts'

/** Any JSON Schema (2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>

/** ECMAScript's `.` with neither angle bracket, as the vendor's own pattern has it. */
const vendorsText = '[^<>\\n\\r\\u2028\\u2029]*'
/** One line that is not blank, without control characters and lone surrogates. */
const oneLine = '^(?=.*\\S)[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]*$'

const { requested, afterwards, link } = sessionRequestSchema.shape
const { innerType: requestedList } = requested.def
const requestedEntry = requestedList.def.element
const { key, title, hint } = requestedEntry.shape

/**
 * What zod's refinements say, in JSON Schema's words: zod's own `toJSONSchema` leaves them out without a word. Where JSON
 * Schema has no words, it takes more than the proxy does, and the description says what else must hold.
 */
const schemaRules: ReadonlyMap<z.core.$ZodType, JsonSchema> = new Map<z.core.$ZodType, JsonSchema>([
  [nameSchema, { maxLength: nameMaxLength, pattern: `^(?=\\s*\\S)${vendorsText}$` }],
  [noteSchema, { maxLength: noteMaxLength, pattern: `^${vendorsText}$` }],
  [emailSchema, { format: 'email' }],
  [
    sessionRequestSchema.shape.prefill.def.innerType.shape.note_author_agent_email.def.innerType,
    { format: 'email', maxLength: 254 },
  ],
  [localeSchema, { maxLength: 100, description: 'A language tag (BCP 47), such as fr-CA.' }],
  [referenceSchema, { pattern: '^[^\\p{Cc}\\p{Cs}]+$', maxLength: 200 }],
  [key, { pattern: '^[A-Za-z0-9_-]{1,40}$' }],
  [title.def.innerType, { pattern: oneLine, maxLength: 60 }],
  [hint.def.innerType, { pattern: oneLine, maxLength: 120 }],
  [afterwards.def.innerType, { pattern: oneLine, maxLength: 300 }],
  [requestedList, { description: 'Each key stands here once.' }],
  [
    link.def.innerType,
    {
      if: { properties: { reusable: { const: true } }, required: ['reusable'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { required: ['days'], properties: { minutes: false } },
      else: { properties: { days: false } },
    },
  ],
  [instantSchema, { format: 'date-time' }],
  [wholeNumberSchema, { type: 'integer' }],
  [countSchema, { type: 'integer', minimum: 1 }],
  [urlSchema, { format: 'uri' }],
])

/**
 * The JSON Schema of what a caller sends (`input`) or gets (`output`). Throws a TypeError at a refinement that has no rule
 * here: the document must not promise less than the proxy asks for.
 */
export function toJsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    override({ zodSchema, jsonSchema, path }) {
      const rule = schemaRules.get(zodSchema)
      const checks = zodSchema._zod.def.checks ?? []
      if (!rule && checks.some(({ _zod }) => _zod.def.check === 'custom')) {
        throw new TypeError(`schema-rules.ts has no rule for the refinement at “${path.join('.')}”.`)
      }
      Object.assign(jsonSchema, rule)
      // What the proxy answers may have more one day.
      if (io === 'output') delete jsonSchema.additionalProperties
    },
  })
  return rest
}
