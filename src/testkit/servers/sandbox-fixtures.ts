import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fixtures } from 'playwright/test'
import { SandboxView } from './sandbox-view.ts'

interface Account {
  readonly login: string
  readonly password: string
}

/** A sandbox that `startTestSandbox` started. */
export class TestSandbox extends SandboxView {
  /** The proxy's CONNECTFI_LOGIN. `password` is its CONNECTFI_PASSWORD, and `origin` its CONNECTFI_BASE_URL. */
  readonly login: string
  readonly password: string
  /** Ends the sandbox and removes its folder. */
  readonly close: () => Promise<void>

  constructor(origin: string, account: Account, close: () => Promise<void>) {
    super(origin)
    this.login = account.login
    this.password = account.password
    this.close = close
  }
}

/** Starts a sandbox on a free port of this machine, in a new folder. Only the given account may log in. */
export async function startTestSandbox(given?: Account): Promise<TestSandbox> {
  // Loaded when it is needed: most tests have the page objects alone.
  const { sandboxDefaults, startSandbox } = await import('../../sandbox/sandbox.ts')
  const account = given ?? sandboxDefaults
  const dir = await mkdtemp(join(tmpdir(), 'akepa-sandbox-'))
  const { origin, close } = await startSandbox({ dir, ...account })
  return new TestSandbox(origin, account, async () => {
    await close()
    await rm(dir, { recursive: true, force: true })
  })
}

export interface SandboxFixtures {
  /** The worker's sandbox, emptied before the test. */
  sandbox: TestSandbox
}

export interface SandboxWorkerFixtures {
  /** The sandbox of the worker, for worker fixtures that need its address, such as the one that starts the proxy. */
  runningSandbox: TestSandbox
}

/**
 * Fixtures to extend your own `test` with:
 *
 *     import { test as base } from '@playwright/test'
 *     export const test = base.extend<SandboxFixtures, SandboxWorkerFixtures>(sandboxFixtures)
 */
export const sandboxFixtures: Fixtures<SandboxFixtures, SandboxWorkerFixtures> = {
  runningSandbox: [
    async ({}, use) => {
      const sandbox = await startTestSandbox()
      await use(sandbox)
      await sandbox.close()
    },
    { scope: 'worker' },
  ],
  sandbox: async ({ runningSandbox }, use) => {
    await runningSandbox.clear()
    await use(runningSandbox)
  },
}
