import { buildBundles } from './building/bundles.mjs'
import { endWithNpm } from '../src/start/command/end-with-npm.mjs'
import { installPackages } from './installing/packages.mjs'
import { giveUp } from './run.mjs'

endWithNpm()
await installPackages()
if (!(await buildBundles())) giveUp('The build failed. The messages above say why.')
