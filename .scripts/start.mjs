import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildBundles } from './bundles.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { installPackages } from './packages.mjs'
import { root } from './project.mjs'
import { giveUp } from './run.mjs'

endWithNpm()
await installPackages()
if (!(await buildBundles())) giveUp('The build failed; what is wrong is said above.')

// The server itself starts no sandbox where production is meant; `npm start` without an upstream is the demonstration.
const hasUpstream = Object.entries(process.env).some(
  ([name, value]) => name.startsWith('CONNECTFI_') && value?.trim(),
)
if (process.env['NODE_ENV'] === 'production' && !hasUpstream) process.env['SANDBOX'] ??= '1'

// In this process, so that signals and the exit code are the server's own.
process.chdir(root)
await import(pathToFileURL(join(root, 'dist', 'server', 'main.js')).href)
