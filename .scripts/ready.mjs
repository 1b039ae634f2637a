import { ensureBrowser } from './browser.mjs'
import { installPackages } from './packages.mjs'
import { ensureSystemPackages } from './system-packages.mjs'

/** Lets one command run alone in a fresh clone: its packages are there afterwards, and what its arguments name. */
const needs = process.argv.slice(2)
await installPackages()
if (needs.includes('programs')) await ensureSystemPackages()
if (needs.includes('browser')) await ensureBrowser()
