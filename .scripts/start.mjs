import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './project.mjs'

await import('./build.mjs')

// The server itself starts no sandbox where production is meant; `npm start` without an upstream is the demonstration.
const hasUpstream = Object.entries(process.env).some(
  ([name, value]) => name.startsWith('CONNECTFI_') && value?.trim(),
)
if (process.env['NODE_ENV'] === 'production' && !hasUpstream) process.env['SANDBOX'] ??= '1'

// In this process, so that signals and the exit code are the server's own.
process.chdir(root)
await import(pathToFileURL(join(root, 'dist', 'server', 'main.js')).href)
