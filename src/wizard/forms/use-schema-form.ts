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
 * The resolvers of @hookform/resolvers serve three generations of zod, nested fields and focus, for 0.8 kB of the first
 * view. This one is for flat forms and the zod in use.
 */
export function useSchemaForm<Values extends FieldValues, Parsed>(
  schema: z.ZodMiniType<Parsed, Values> | ((typed: Values) => z.core.util.SafeParseResult<Parsed>),
  defaultValues?: DefaultValues<Values>,
): UseFormReturn<Values, unknown, Parsed> {
  return useForm<Values, unknown, Parsed>({
    resolver: (typed) => {
      const judged = typeof schema === 'function' ? schema(typed) : schema.safeParse(typed)
      return judged.success
        ? { values: judged.data, errors: {} }
        : { values: {}, errors: errorsOf<Values>(judged.error) }
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
