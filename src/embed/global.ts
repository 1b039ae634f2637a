import { type mountDocumentUpload } from './script.ts'

/** The types of what a script tag gives to a page: a page of TypeScript refers to them. Nothing is loaded by that. */
declare global {
  var AkepaUploadWizard: { readonly mountDocumentUpload: typeof mountDocumentUpload }
}
