import { expect, mergeTests } from 'playwright/test'
import { test as ofEmbed } from './embed.ts'
import { test as ofHeaders } from './headers.ts'
import { test as ofImages } from './images.ts'
import { test as ofNewcomer } from './newcomer.ts'
import { test as ofPackage } from './package.ts'
import { test as ofPartner } from './partner.ts'
import { test as ofPortal } from './portal.ts'
import { test as ofSenders } from './senders.ts'
import { test as ofWizard } from './wizard.ts'

/**
 * What a worker starts when one of its tests first asks for it, and has for all that follow. All of it belongs to every test,
 * because for a test with other worker fixtures Playwright ends the worker, its browser and its servers, and starts anew.
 */
export const test = mergeTests(
  ofWizard,
  ofPartner,
  ofSenders,
  ofEmbed,
  ofImages,
  ofPackage,
  ofNewcomer,
  ofPortal,
  ofHeaders,
)

export { expect }
