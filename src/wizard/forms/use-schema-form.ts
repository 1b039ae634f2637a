import { toNestErrors } from '@hookform/resolvers'
import {
  type FieldError,
  type DefaultValues,
  type FieldErrors,
  type FieldValues,
  useForm,
  type UseFormReturn,
} from 'react-hook-form'
import type * as z from 'zod/mini'

/**
 * A form that a schema judges, or a function that takes one according to what was typed. Of several things wrong with a
 * field, the first is told. It leaves the focus alone, which goes to the error summary.
 *
 * The resolver for zod that comes with @hookform/resolvers serves three generations of zod, for 0.5 kB of the first view.
 * This one is for the one in use.
 */
export function useSchemaForm<Values extends FieldValues, Parsed>(
  schema: z.ZodMiniType<Parsed, Values> | ((typed: Values) => z.core.util.SafeParseResult<Parsed>),
  defaultValues?: DefaultValues<Values>,
): UseFormReturn<Values, unknown, Parsed> {
  return useForm<Values, unknown, Parsed>({
    resolver: (typed, _context, options) => {
      const judged = typeof schema === 'function' ? schema(typed) : schema.safeParse(typed)
      return judged.success
        ? { values: judged.data, errors: {} }
        : { values: {}, errors: toNestErrors(errorsOf<Values>(judged.error), options) }
    },
    ...(defaultValues && { defaultValues }),
    shouldFocusError: false,
  })
}

function errorsOf<Values extends FieldValues>({ issues }: z.core.$ZodError): FieldErrors<Values> {
  const errors: Record<PropertyKey, FieldError> = {}
  for (const { path, code, message } of issues) errors[path[0] ?? 'root'] ??= { type: code, message }
  return errors as FieldErrors<Values>
}
