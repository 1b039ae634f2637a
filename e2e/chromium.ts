import { type LaunchOptions } from 'playwright'
import { findBrowser } from '../.scripts/browser.mjs'

/** How end-to-end tests and benchmarks launch Chromium: the one `npm test` found, and silent on the network. */
export function chromiumLaunchOptions(): LaunchOptions {
  const executablePath = findBrowser()
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
