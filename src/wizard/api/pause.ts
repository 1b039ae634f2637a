import { shortPausesName } from '../../contract/automation.ts'

/** How long to pause before something is tried again: as long as this, or shortly in a test run that wishes so. */
export function pauseMs(ms: number): number {
  return shortPausesName in globalThis ? 50 : ms
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, pauseMs(ms)))
}
