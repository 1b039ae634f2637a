import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The guide for a partner's own page. */
export const guideOfPortals = 'src/embed/README.md'

/** A code block of a guide, whose path is from the project's root. The file's name follows the language: `js server.mjs`. */
export async function fileOfGuide(name: string, path: string): Promise<string> {
  const guide = await readFile(join(import.meta.dirname, '..', '..', '..', path), 'utf8')
  const block = new RegExp(`\`\`\`\\w+ ${name.replaceAll('.', '\\.')}\n([\\s\\S]*?)\n\`\`\``).exec(guide)?.[1]
  if (block === undefined) throw new Error(`${path} has no block for ${name}.`)
  return `${block}\n`
}
