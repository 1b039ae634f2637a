/**
 * Partners import this file as `akepa-upload-wizard/testkit`. It has the wizard as a person uses it, files to choose, and
 * all the servers behind it, whose sandbox shows what arrived and fails on demand. It imports only types of Playwright, so that a test run has only
 * its own Playwright.
 */
export { type GenerateRequest } from '../contract/document/document.ts'
export { type FaultName, type Operation } from '../sandbox/faults/faults.ts'
export { fault } from './servers/faults.ts'
export { testFiles, type TestFile } from './files.ts'
export {
  sandboxFixtures,
  type SandboxFixtures,
  type SandboxWorkerFixtures,
  startTestSandbox,
  type TestSandbox,
} from './servers/sandbox-fixtures.ts'
export {
  type SandboxDocument,
  SandboxError,
  type SandboxRequest,
  SandboxView,
} from './servers/sandbox-view.ts'
export { type RunningWizard, startWizard, type WizardOptions } from './servers/running-wizard.ts'
export {
  AnswerRefused,
  type ShownReceipt,
  UploadWizard,
  WizardProblem,
  type WizardStep,
} from './upload-wizard.ts'
export { wizardFixtures, type WizardFixtures, type WizardWorkerFixtures } from './wizard-fixtures.ts'
export { wizardMatchers } from './wizard-matchers.ts'
