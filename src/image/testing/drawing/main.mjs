import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { photograph } from './camera.mjs'
import { shots } from './scenes.mjs'

/** Draws the photographs anew, the same each time: `node src/image/testing/drawing/main.mjs`. */
for (const [name, shot] of Object.entries(shots)) {
  await writeFile(join(import.meta.dirname, '..', 'photographs', `${name}.jpg`), await photograph(shot))
}
