import { type LaunchOptions } from 'playwright'
import { findBrowser, findHeadlessShell } from '../../.scripts/browser.mjs'

/** How end-to-end tests launch the Chromium that `npm test` found, silent on the network. */
export function chromiumLaunchOptions(): LaunchOptions {
  return launchOptions(findBrowser())
}

/** The same for pages without a frame of another site. */
export function headlessShellLaunchOptions(): LaunchOptions {
  return launchOptions(findHeadlessShell())
}

function launchOptions(executablePath: string | undefined): LaunchOptions {
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    // Chromium's own sandbox refuses to run as root, which is who containers are.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  }
}
