/** A value as a person would write it in JavaScript, with single quotes and bare names. Undefined is left out. */
export function sourceLiteral(value: unknown, indent = 0): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map((item) => sourceLiteral(item, indent)).join(', ')}]`
  if (typeof value === 'object' && value !== null) return objectLiteral(value, indent)
  return String(value)
}

function objectLiteral(value: object, indent: number): string {
  const inner = ' '.repeat(indent + 2)
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  const written = entries.map(
    ([name, item]) => `${inner}${propertyName(name)}: ${sourceLiteral(item, indent + 2)},\n`,
  )
  return written.length === 0 ? '{}' : `{\n${written.join('')}${' '.repeat(indent)}}`
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)
}

function quoted(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1)
  return `'${inside.replaceAll(/\\.|'/g, (found) => (found === '\\"' ? '"' : found === "'" ? "\\'" : found))}'`
}

/** One word of a POSIX shell's command line. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

export function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces))
}
