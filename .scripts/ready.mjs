import { ensureBrowser } from './installing/browser.mjs'
import { installPackages } from './installing/packages.mjs'
import { ensureSystemPackages, neededForWebKit } from './installing/system-packages.mjs'

/** Prepares a command in a fresh clone: installs the packages, and the programs, WebKit or the browser if an argument names them. */
const needs = process.argv.slice(2)
await installPackages()
if (needs.includes('programs')) await ensureSystemPackages()
if (needs.includes('webkit')) await ensureSystemPackages(neededForWebKit)
if (needs.includes('browser')) await ensureBrowser()
