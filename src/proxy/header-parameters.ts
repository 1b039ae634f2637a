/** A header value such as `form-data; name="file"`: its first word in lower case, and its parameters. */
export interface ParameterisedValue {
  readonly value: string
  readonly parameters: ReadonlyMap<string, string>
}

const token = /[\w!#$%&'*+.^`|~/-]+/y
const parameterStart = /[ \t]*;[ \t]*/y
const parameterName = /([\w!#$%&'*+.^`|~-]+)=/y
const quoted = /"((?:[^"\\]|\\[^])*)"/y

/**
 * Reads RFC 9110's grammar for parameters (5.6.6) and nothing beside it. Undefined where the value strays from it
 * or names a parameter twice, since parsers differ in which of the two they believe.
 */
export function parseParameterisedValue(text: string): ParameterisedValue | undefined {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(text) ?? undefined
    if (match) at = pattern.lastIndex
    return match
  }

  const value = take(token)?.[0].toLowerCase()
  if (value === undefined) return undefined
  const parameters = new Map<string, string>()
  while (at < text.length) {
    if (!take(parameterStart)) return undefined
    const name = take(parameterName)?.[1]?.toLowerCase()
    const text = take(quoted)?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? take(token)?.[0]
    if (name === undefined || text === undefined || parameters.has(name)) return undefined
    parameters.set(name, text)
  }
  return { value, parameters }
}
