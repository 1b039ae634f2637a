import * as z from 'zod/mini'
import { fileFormats, fileHashPattern } from '../../contract/file.ts'
import { countSchema, wholeNumberSchema } from '../../contract/scalars.ts'
import {
  fileChanges,
  type FileWarning,
  fileWarnings,
  type PreparedFile,
  type PrepareProblem,
} from '../prepared-file.ts'

const found = z.literal(fileFormats)

const preparedFileSchema = z.object({
  blob: z.instanceof(Blob),
  format: z.literal(['jpeg', 'png']),
  sha256: z.string().check(z.regex(fileHashPattern)),
  width: countSchema,
  height: countSchema,
  original: z.object({ format: found, bytes: wholeNumberSchema, width: countSchema, height: countSchema }),
  changes: z.array(z.literal(fileChanges)),
}) satisfies z.ZodMiniType<Omit<PreparedFile, 'warnings'>>

const prepareProblemSchema = z.union([
  z.object({ kind: z.literal('typeRefused'), found }),
  z.object({ kind: z.literal('damaged'), found }),
  z.object({ kind: z.literal('tooManyPixels'), width: z.number(), height: z.number() }),
  z.object({ kind: z.literal('tooLarge'), bytes: z.number() }),
  z.object({
    kind: z.literal(['unreadable', 'outOfMemory', 'drawingBlocked', 'failed', 'notLoaded', 'stopped']),
  }),
]) satisfies z.ZodMiniType<PrepareProblem>

/** What the worker answers to a PrepareRequest: that it is refused, or what can be sent, and then what may be wrong with it. */
export type WorkerAnswer =
  | { readonly kind: 'prepared'; readonly prepared: Omit<PreparedFile, 'warnings'> }
  | { readonly kind: 'judged'; readonly warnings: readonly FileWarning[] }
  | { readonly kind: 'refused'; readonly problem: PrepareProblem }

export const workerAnswerSchema = z.union([
  z.object({ kind: z.literal('prepared'), prepared: preparedFileSchema }),
  z.object({ kind: z.literal('judged'), warnings: z.array(z.literal(fileWarnings)) }),
  z.object({ kind: z.literal('refused'), problem: prepareProblemSchema }),
]) satisfies z.ZodMiniType<WorkerAnswer>
