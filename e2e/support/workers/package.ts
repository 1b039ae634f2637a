import { installPackedPackage, type PartnerProject } from '../embed/embed-package.ts'
import { test as base } from './base.ts'

/** A partner's project with the packed package. */
export const test = base.extend<object, { project: PartnerProject }>({
  project: [
    async ({}, use) => {
      const project = await installPackedPackage()
      await use(project)
      await project.remove()
    },
    { scope: 'worker', timeout: 240_000 },
  ],
})
