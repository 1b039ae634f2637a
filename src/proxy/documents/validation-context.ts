import { type z } from 'zod/mini'
import {
  codePointLength,
  documentTypes,
  extensions,
  nameMaxLength,
  noteMaxLength,
  type textProblems,
  workflows,
} from '../../contract/document/document.ts'

/** One broken rule, as an AJV error object. The vendor answers with the same. */
export interface ValidationProblem {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message: string
}

const vendorPattern = '^((?![<>]).)*$'
const maxLengths = new Map<PropertyKey, number>([
  ['name', nameMaxLength],
  ['note', noteMaxLength],
])
const allowedValues = new Map<PropertyKey, readonly string[]>([
  // The vendor's answers show the order of the vendor's schema.
  ['workflow', workflows.toSorted()],
  ['extension', extensions],
  ['type', documentTypes],
])

/** Translates what our schema found wrong with a body of generate into the words of the vendor's validator. */
export function validationContext(body: unknown, issues: readonly z.core.$ZodIssue[]): ValidationProblem[] {
  return issues.flatMap((issue) => {
    const property = issue.path[0]
    if (issue.code === 'unrecognized_keys') return issue.keys.map(additionalProperty)
    if (property === undefined) return [{ ...wrongType('object'), instancePath: '', schemaPath: '#/type' }]
    const value = (body as Record<PropertyKey, unknown>)[property]
    const name = String(property)
    if (value === undefined) return [missingProperty(name)]
    const problem = propertyProblem(name, value, issue)
    return [{ instancePath: `/${name}`, schemaPath: `#/properties/${name}/${problem.keyword}`, ...problem }]
  })
}

type Rule = Pick<ValidationProblem, 'keyword' | 'params' | 'message'>

function propertyProblem(property: string, value: unknown, issue: z.core.$ZodIssue): Rule {
  const values = allowedValues.get(property)
  if (values) {
    return {
      keyword: 'enum',
      params: { allowedValues: values },
      message: 'must be equal to one of the allowed values',
    }
  }
  if (typeof value !== 'string') return wrongType('string')
  return textProblem(value, issue.message as (typeof textProblems)[number] | 'emailInvalid', property)
}

function textProblem(
  text: string,
  problem: (typeof textProblems)[number] | 'emailInvalid',
  property: string,
): Rule {
  switch (problem) {
    case 'blank':
      return codePointLength(text) === 0
        ? {
            keyword: 'minLength',
            params: { limit: 1 },
            message: 'must NOT have fewer than 1 characters',
          }
        : {
            keyword: 'isNotOnlyWhitespace',
            params: {},
            message: 'must pass "isNotOnlyWhitespace" keyword validation',
          }
    case 'tooLong': {
      const limit = maxLengths.get(property)
      return {
        keyword: 'maxLength',
        params: { limit },
        message: `must NOT have more than ${limit} characters`,
      }
    }
    case 'angleBracket':
    case 'lineBreak':
      return {
        keyword: 'pattern',
        params: { pattern: vendorPattern },
        message: `must match pattern "${vendorPattern}"`,
      }
    case 'emailInvalid':
      return { keyword: 'format', params: { format: 'email' }, message: 'must match format "email"' }
    default:
      return problem satisfies never
  }
}

function wrongType(type: string): Rule {
  return { keyword: 'type', params: { type }, message: `must be ${type}` }
}

export function missingProperty(missing: string): ValidationProblem {
  return {
    instancePath: '',
    schemaPath: '#/required',
    keyword: 'required',
    params: { missingProperty: missing },
    message: `must have required property '${missing}'`,
  }
}

function additionalProperty(property: string): ValidationProblem {
  return {
    instancePath: '',
    schemaPath: '#/additionalProperties',
    keyword: 'additionalProperties',
    params: { additionalProperty: property },
    message: 'must NOT have additional properties',
  }
}
