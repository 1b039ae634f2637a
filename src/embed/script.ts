import { type DocumentUploadOptions, type MountedDocumentUpload } from './options.ts'
import { mountDocumentUpload as mount } from './sdk.ts'

const script = document.currentScript
const ownOrigin = script instanceof HTMLScriptElement && script.src ? new URL(script.src).origin : ''

/**
 * What a page gets from `<script src="https://uploads.example/embed.js">`, as `AkepaUploadWizard.mountDocumentUpload`.
 * The script knows where it came from, so `origin` may be left out.
 */
export function mountDocumentUpload(
  target: string | Element,
  options: Omit<DocumentUploadOptions, 'origin'> & { readonly origin?: string },
): MountedDocumentUpload {
  return mount(target, { origin: ownOrigin, ...options })
}
