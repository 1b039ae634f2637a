import { type DocumentUploadOptions, type MountedDocumentUpload } from './options.ts'
import { mountDocumentUpload as mount } from './sdk.ts'

/**
 * `/embed.js`: what a page gets from `<script src="https://uploads.example/embed.js">`, as
 * `AkepaUploadWizard.mountDocumentUpload`. It knows where it came from, so `origin` may be left out.
 */
const script = document.currentScript
const ownOrigin = script instanceof HTMLScriptElement && script.src ? new URL(script.src).origin : ''

export function mountDocumentUpload(
  target: string | Element,
  options: Omit<DocumentUploadOptions, 'origin'> & { readonly origin?: string },
): MountedDocumentUpload {
  return mount(target, { origin: ownOrigin, ...options })
}
