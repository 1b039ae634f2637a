import { defineConfig } from 'playwright/test'
import { headlessShellLaunchOptions } from '../support/chromium.ts'

const languages = ['en-US', 'fr-CA']
const schemes = ['light', 'dark'] as const
const widths = [390, 1280]

/** Every state of the wizard, in each language, in light and dark, on a phone and on a desktop. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.shots.ts',
  outputDir: '../.results/screenshots-failed',
  fullyParallel: true,
  timeout: 120_000,
  reporter: 'list',
  use: { browserName: 'chromium', launchOptions: headlessShellLaunchOptions() },
  projects: languages.flatMap((locale) =>
    schemes.flatMap((colorScheme) =>
      widths.map((width) => ({
        name: `${locale.slice(0, 2)}-${colorScheme}-${width}`,
        use: { locale, colorScheme, viewport: { width, height: width < 600 ? 844 : 800 } },
      })),
    ),
  ),
})
