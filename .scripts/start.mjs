import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './project.mjs'

await import('./build.mjs')

// In production, the server starts the sandbox only with SANDBOX=1. `npm start` without an upstream is a demonstration.
const hasUpstream = Object.entries(process.env).some(
  ([name, value]) => name.startsWith('CONNECTFI_') && value?.trim(),
)
if (process.env['NODE_ENV'] === 'production' && !hasUpstream) process.env['SANDBOX'] ??= '1'

// The server runs in this process, so signals and the exit code are its own.
process.chdir(root)
await import(pathToFileURL(join(root, 'dist', 'server', 'main.js')).href)
