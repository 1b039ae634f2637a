import * as z from 'zod/mini'
import {
  emailSchema,
  extensionSchema,
  type GenerateRequest,
  nameSchema,
  noteSchema,
} from '../../../contract/document/document.ts'
import { asSent } from '../../../contract/document/normalise.ts'
import { type Answers } from '../../visit/answers.ts'

export type TypedDetails = Pick<
  Answers,
  'name' | 'note' | 'extension' | 'isForSomeoneElse' | 'note_author_agent_email'
>

/** What was typed, as it will be sent. This is the only place where the form does its kindnesses to it. */
export function asSentDetails(typed: TypedDetails): TypedDetails {
  return {
    ...typed,
    name: asSent('name', typed.name),
    note: asSent('note', typed.note),
    note_author_agent_email: asSent('note_author_agent_email', typed.note_author_agent_email),
  }
}

const commonFields = {
  name: nameSchema,
  note: noteSchema,
  extension: extensionSchema,
  isForSomeoneElse: z.boolean(),
}

const schemaForOneself = z.object({ ...commonFields, note_author_agent_email: z.string() })
const schemaForSomeoneElse = z.object({ ...commonFields, note_author_agent_email: emailSchema })
export type Details = z.infer<typeof schemaForOneself | typeof schemaForSomeoneElse>

/** Makes what was typed into what will be sent, and has the contract's own schemas judge it. */
export function judgeDetails(typed: TypedDetails) {
  const schema = typed.isForSomeoneElse ? schemaForSomeoneElse : schemaForOneself
  return schema.safeParse(asSentDetails(typed))
}

/** The body of generate. It holds only what was answered: an empty note is left out rather than sent empty. */
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
