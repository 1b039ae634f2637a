/**
 * What partners import from `akepa-upload-wizard/testkit`, and our own end-to-end tests from here: the wizard as a
 * person uses it, files to give it, and a sandbox that shows what arrived and fails on demand. Playwright is named in
 * types alone, so that a test run has one Playwright: its own.
 */
export { type GenerateRequest } from '../contract/document.ts'
export { type FaultName, type Operation } from '../sandbox/faults/faults.ts'
export { fault } from './faults.ts'
export { testFiles, type TestFile } from './files.ts'
export {
  sandboxFixtures,
  type SandboxFixtures,
  type SandboxWorkerFixtures,
  startTestSandbox,
  type TestSandbox,
} from './sandbox-fixtures.ts'
export { type SandboxDocument, SandboxError, type SandboxRequest, SandboxView } from './sandbox-view.ts'
export {
  AnswerRefused,
  type ShownReceipt,
  UploadWizard,
  WizardProblem,
  type WizardStep,
} from './upload-wizard.ts'
