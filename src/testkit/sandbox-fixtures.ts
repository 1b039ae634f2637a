import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fixtures } from 'playwright/test'
import { sandboxDefaults, startSandbox } from '../sandbox/sandbox.ts'
import { SandboxView } from './sandbox-view.ts'

interface Account {
  readonly login: string
  readonly password: string
}

/** A sandbox of a test run's own. */
export class TestSandbox extends SandboxView {
  /** What to give the proxy as CONNECTFI_LOGIN and CONNECTFI_PASSWORD; its CONNECTFI_BASE_URL is `origin`. */
  readonly login: string
  readonly password: string
  /** Ends it and removes what it kept. */
  readonly close: () => Promise<void>

  constructor(origin: string, account: Account, close: () => Promise<void>) {
    super(origin)
    this.login = account.login
    this.password = account.password
    this.close = close
  }
}

/** Starts a sandbox on a free port of this machine, in a folder of its own, that knows the given account alone. */
export async function startTestSandbox(account: Account = sandboxDefaults): Promise<TestSandbox> {
  const dir = await mkdtemp(join(tmpdir(), 'akepa-sandbox-'))
  const { origin, close } = await startSandbox({ dir, ...account })
  return new TestSandbox(origin, account, async () => {
    await close()
    await rm(dir, { recursive: true, force: true })
  })
}

export interface SandboxFixtures {
  /** The worker's sandbox, emptied for this test. */
  sandbox: TestSandbox
}

export interface SandboxWorkerFixtures {
  /** One sandbox for each worker, for fixtures of workers that need its address, such as the one that starts the proxy. */
  runningSandbox: TestSandbox
}

/**
 * For `extend` of your own `test`:
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
