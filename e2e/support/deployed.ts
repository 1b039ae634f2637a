import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const image = readFileSync(join(import.meta.dirname, '..', '..', '.deploy', 'Containerfile'), 'utf8')
const command = JSON.parse(/^CMD (\[.+\])$/m.exec(image)?.[1] ?? '[]') as readonly string[]
const arenas = /^ENV MALLOC_ARENA_MAX=(\d+)$/m.exec(image)?.[1] ?? ''

/** How `.deploy/Containerfile` starts the server: between `node` and the program stand the options. */
export const deployed = {
  options: command.slice(1, -1),
  environment: { MALLOC_ARENA_MAX: arenas },
} as const
