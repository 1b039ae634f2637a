import { buildBundles } from './bundles.mjs'
import { installPackages } from './packages.mjs'
import { giveUp } from './run.mjs'

await installPackages()
if (!(await buildBundles())) giveUp('The build failed; what is wrong is said above.')
