import { type LaunchOptions } from 'playwright'
import { findBrowser, findHeadlessShell } from '../../.scripts/installing/browser.mjs'

/** Launches the whole Chromium that `npm test` found. It calls nobody on the network by itself. */
export function chromiumLaunchOptions(): LaunchOptions {
  return launchOptions(findBrowser())
}

/**
 * Launches the engine alone, at a third of the cost. Here a frame of another site may always store, and shares the
 * process of its page.
 */
export function headlessShellLaunchOptions(): LaunchOptions {
  return launchOptions(findHeadlessShell())
}

/** The same, with one process for all pages, as a phone short of memory has it: a page costs a tenth less to open. */
export function oneRendererLaunchOptions(): LaunchOptions {
  return launchOptions(findHeadlessShell(), '--renderer-process-limit=1')
}

/** The same, with a process for each site, as a whole Chromium has it for the frames of a page on a computer. */
export function isolatingLaunchOptions(): LaunchOptions {
  return launchOptions(findHeadlessShell(), '--site-per-process', '--renderer-process-limit=1')
}

function launchOptions(executablePath: string | undefined, ...args: readonly string[]): LaunchOptions {
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    // Root can't use Chromium's own sandbox, and containers run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  }
}
