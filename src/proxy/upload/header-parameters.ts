/** A header value such as `form-data; name="file"`: its first word in lower case, and its parameters. */
export type ParameterisedValue =
  | { readonly isWellFormed: true; readonly value: string; readonly parameters: ReadonlyMap<string, string> }
  /** The mistake is in `parameter`, or right after it. Undefined if it is before the first parameter. */
  | { readonly isWellFormed: false; readonly parameter: string | undefined }

const token = /[\w!#$%&'*+.^`|~/-]+/y
const separators = /(?:[ \t]*;)+[ \t]*/y
const parameterName = /[\w!#$%&'*+.^`|~-]+/y
const equals = /=/y
const quoted = /"((?:[^"\\]|\\[^])*)"/y

/**
 * Reads RFC 9110's grammar for parameters (5.6.6), and refuses everything else. The grammar allows nothing between two
 * semicolons, and after the last. A parameter that comes twice is refused too, because parsers disagree on which counts.
 */
export function parseParameterisedValue(text: string): ParameterisedValue {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(text) ?? undefined
    if (match) at = pattern.lastIndex
    return match
  }
  const takeValue = () => take(quoted)?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? take(token)?.[0]

  const value = take(token)?.[0].toLowerCase()
  const parameters = new Map<string, string>()
  let latest: string | undefined
  if (value === undefined) return { isWellFormed: false, parameter: latest }
  while (at < text.length) {
    if (!take(separators)) return { isWellFormed: false, parameter: latest }
    if (at === text.length) break
    const name = take(parameterName)?.[0].toLowerCase()
    latest = name ?? latest
    const parameter = take(equals) && takeValue()
    if (name === undefined || parameter === undefined || parameters.has(name)) {
      return { isWellFormed: false, parameter: latest }
    }
    parameters.set(name, parameter)
  }
  return { isWellFormed: true, value, parameters }
}
