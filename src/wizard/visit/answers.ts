import * as z from 'zod/mini'
import {
  codePointLength,
  documentIdSchema,
  documentTypeSchema,
  type DocumentType,
  extensionSchema,
  type GenerateRequest,
  type KnownRequest,
  nameMaxLength,
  workflowSchema,
} from '../../contract/document/document.ts'
import { isLocked, type VisitRules } from './visit-rules.ts'

/** As typed, not as sent: nothing here obeys the contract yet. */
export const answersSchema = () =>
  z.object({
    workflow: z.optional(workflowSchema),
    type: z.optional(documentTypeSchema),
    name: z.string(),
    /** What the wizard named the document itself. While `name` is the same, the person has not touched it. */
    suggestedName: z.optional(z.string()),
    note: z.string(),
    extension: extensionSchema,
    isForSomeoneElse: z.boolean(),
    note_author_agent_email: z.string(),
    /** The document that has the first side of the card, where the person goes on with the other one. */
    otherSideOf: z.optional(documentIdSchema),
  })
export type Answers = z.infer<ReturnType<typeof answersSchema>>

export function firstAnswers({ prefill, types, agent }: VisitRules): Answers {
  const onlyType = types?.length === 1 ? types[0] : undefined
  const type = prefill.type ?? onlyType
  return {
    ...(prefill.workflow && { workflow: prefill.workflow }),
    ...(type && { type }),
    name: prefill.name ?? '',
    note: prefill.note ?? '',
    extension: prefill.extension ?? 'jpg',
    isForSomeoneElse: agent || prefill.note_author_agent_email !== undefined,
    note_author_agent_email: prefill.note_author_agent_email ?? '',
  }
}

/** The first answers for another document. For whom it is, its format, and who fills it in stay the same. */
export function answersForAnother(answers: Answers, rules: VisitRules): Answers {
  const { workflow, extension, isForSomeoneElse, note_author_agent_email } = answers
  const kept = { ...(workflow && { workflow }), extension, isForSomeoneElse, note_author_agent_email }
  return settled({ ...firstAnswers(rules), ...kept }, rules)
}

/** The answers as far as the rules leave them open: what they lock is as given, and a type that they lack is not answered. */
export function settled(answers: Answers, rules: VisitRules): Answers {
  const { locked, prefill, types } = rules
  const given = locked.reduce((all, field) => ({ ...all, [field]: prefill[field] ?? all[field] }), answers)
  const { type, ...others } = given
  if (!types || (type && types.includes(type))) return given
  const { type: only } = firstAnswers(rules)
  return { ...others, ...(only && { type: only }) }
}

/** What the two sides of a document are called. */
export interface SideWords {
  readonly front: string
  readonly back: string
}

/**
 * The other side of what was uploaded is a document of its own, told apart by its name. A locked name stays as the partner
 * gave it.
 */
export function answersForOtherSide(
  answers: Answers,
  { documentId, type, name = '' }: Pick<KnownRequest, 'type' | 'name'> & { readonly documentId: string },
  rules: VisitRules,
  words: SideWords,
): Answers {
  const nameOfSide = isLocked(rules, 'name') ? answers.name : nameOfOtherSide(name, words)
  return { ...answers, type, name: nameOfSide, otherSideOf: documentId }
}

export function nameOfOtherSide(name: string, words: SideWords): string {
  const backMark = ` (${words.back})`
  const frontMark = ` (${words.front})`
  const base = name.trim()
  if (base === '') return base
  if (base.endsWith(backMark)) return `${base.slice(0, -backMark.length)}${frontMark}`
  return marked(base.endsWith(frontMark) ? base.slice(0, -frontMark.length) : base, backMark)
}

/** A name with a mark at its end, which stays whole where both are too long. */
export function marked(name: string, mark: string): string {
  const room = nameMaxLength - codePointLength(mark)
  return Array.from(name).slice(0, room).join('').trimEnd() + mark
}

/** Documents with something on their back. */
const twoSidedTypes: readonly DocumentType[] = [
  'license',
  'identification_card',
  'residence_permit',
  'canada_provincial_id',
  'indigenous_card',
]

export function hasOtherSide(type: DocumentType): boolean {
  return twoSidedTypes.includes(type)
}

/** Whether a repeat of generate may use the key again, which it may only with the very same body. */
export function isSameRequest(one: GenerateRequest, other: GenerateRequest): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)] as (keyof GenerateRequest)[])
  return [...keys].every((key) => one[key] === other[key])
}
