import { test as base } from 'playwright/test'
import {
  sandboxFixtures,
  type SandboxFixtures,
  type SandboxWorkerFixtures,
} from '../../../src/testkit/testkit.ts'

/** Asking for `sandbox` empties the worker's sandbox for the test. */
export const test = base.extend<SandboxFixtures, SandboxWorkerFixtures>(sandboxFixtures)
