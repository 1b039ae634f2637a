import { recordInstall } from './packages.mjs'

await recordInstall()
