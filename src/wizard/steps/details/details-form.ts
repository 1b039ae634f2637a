import * as z from 'zod/mini'
import {
  emailSchema,
  extensionSchema,
  type GenerateRequest,
  nameSchema,
  noteSchema,
} from '../../../contract/document.ts'
import { normaliseEmail, normaliseName, normaliseNote } from '../../../contract/normalise.ts'
import { type Answers } from '../../visit/visit.ts'

/**
 * The details as typed, made into what will be sent: first the named kindnesses of `normalise.ts`, then the
 * contract's own schemas, unchanged.
 */
const normalised = <Schema extends z.ZodMiniType<string, string>>(
  kindness: (typed: string) => string,
  schema: Schema,
) => z.pipe(z.pipe(z.string(), z.transform(kindness)), schema)

const commonFields = {
  name: normalised(normaliseName, nameSchema),
  note: normalised(normaliseNote, noteSchema),
  extension: extensionSchema,
}

export const detailsFormSchema = z.discriminatedUnion('isForSomeoneElse', [
  z.object({ ...commonFields, isForSomeoneElse: z.literal(false), note_author_agent_email: z.string() }),
  z.object({
    ...commonFields,
    isForSomeoneElse: z.literal(true),
    note_author_agent_email: normalised(normaliseEmail, emailSchema),
  }),
])
export type TypedDetails = Pick<
  Answers,
  'name' | 'note' | 'extension' | 'isForSomeoneElse' | 'note_author_agent_email'
>
export type Details = z.infer<typeof detailsFormSchema>

/** The body of generate: only what was answered; an empty note is left out rather than sent empty. */
export function requestOf(
  { workflow, type }: Pick<GenerateRequest, 'workflow' | 'type'>,
  { name, note, extension, isForSomeoneElse, note_author_agent_email }: Details,
): GenerateRequest {
  return {
    workflow,
    name,
    extension,
    type,
    ...(note !== '' && { note }),
    ...(isForSomeoneElse && { note_author_agent_email }),
  }
}
