import { readFileSync } from 'node:fs'

/** Reads a file that a variable names. Answers its text, or why it can't be read. */
export function readSettingsFile(path: string): { readonly text: string } | { readonly mistake: string } {
  try {
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { mistake: `can't be read (${code ?? 'unknown'})` }
  }
}
