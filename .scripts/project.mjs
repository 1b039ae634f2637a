import { createHash } from 'node:crypto'
import { readFile, readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Path of the working copy, without a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

/**
 * SHA-256 of the names and contents of all files under `paths`, which are files or folders of the project.
 *
 * @param {string[]} paths
 * @param {(name: string) => boolean} [isInput]
 */
export async function digestOf(paths, isInput = () => true) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of (await filesUnder(join(root, path))).toSorted()) {
      const name = relative(root, file).split(sep).join('/')
      if (!isInput(name)) continue
      hash.update(`${name}\0`)
      hash.update(
        createHash('sha256')
          .update(await readFile(file))
          .digest(),
      )
    }
  }
  return hash.digest('hex')
}

/** @param {string} path */
async function filesUnder(path) {
  const found = await stat(path).catch(() => undefined)
  if (!found) return []
  if (found.isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** @param {unknown} error */
export function errorCode(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
