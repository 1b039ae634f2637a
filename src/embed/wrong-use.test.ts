import { createElement } from 'react'
import { expectTypeOf, it } from 'vitest'
import { DocumentUpload } from './react.tsx'
import { type mountDocumentUpload as MountFromScript } from './script.ts'
import { mountDocumentUpload } from './sdk.ts'

/**
 * The compiler is the test here (`npm run types`): a line that compiles against its comment is an error. Nothing below
 * is ever run.
 */
declare const mountFromScript: typeof MountFromScript
const right = { origin: 'https://uploads.example', partner: 'acme', session: () => 'a.b.c' }

function rightUse() {
  const upload = mountDocumentUpload('#documents', {
    ...right,
    session: () => Promise.resolve('a.b.c'),
    locale: 'fr-CA',
    title: 'Téléversement de documents',
    theme: { colorScheme: 'light dark', '--akepa-accent': 'light-dark(#036, #9cf)' },
    onReady: ({ id, at }) => expectTypeOf([id, at]).toEqualTypeOf<string[]>(),
    onStep: ({ step }) => expectTypeOf(step).toExtend<string>(),
    onGenerated: ({ documentId, reference }) => [documentId, reference],
    onUploaded: ({ documentId, bytes, receipt }) => {
      expectTypeOf(bytes).toEqualTypeOf<number>()
      expectTypeOf(receipt).toEqualTypeOf<typeof documentId>()
    },
    onCompleted: ({ documentIds }) => expectTypeOf(documentIds).toEqualTypeOf<readonly string[]>(),
    onBusy: ({ busy }) => expectTypeOf(busy).toEqualTypeOf<boolean>(),
    onError: ({ code, cause }) => [code === 'frameUnreachable', cause],
    onLoadError: ({ code, retryable }) => [code, retryable === true],
    onEvent: (event) => (event.type === 'uploaded' ? event.receipt.toUpperCase() : event.id),
    onSessionExpired: ({ type }) => expectTypeOf(type).toEqualTypeOf<'sessionExpired'>(),
  })
  upload.update({ locale: 'en' })
  upload.update({ theme: undefined, title: undefined })
  upload.destroy()
  mountFromScript(document.body, { partner: 'acme', session: right.session })
  createElement(DocumentUpload, right)
  createElement(DocumentUpload, {
    ...right,
    id: 'documents',
    className: 'wide',
    style: { maxWidth: '40rem' },
    ref: (upload) => upload?.mountAnew(),
  })
}

function wrongUse() {
  // @ts-expect-error: no options
  mountDocumentUpload('#documents')
  // @ts-expect-error: the target may not be there
  mountDocumentUpload(document.getElementById('documents'), right)
  // @ts-expect-error: no origin
  mountDocumentUpload('#documents', { partner: 'acme', session: right.session })
  // @ts-expect-error: no partner
  mountDocumentUpload('#documents', { origin: right.origin, session: right.session })
  // @ts-expect-error: the target has the ID
  mountDocumentUpload('#documents', { ...right, id: 'documents' })
  // @ts-expect-error: no session
  mountDocumentUpload('#documents', { origin: right.origin, partner: 'acme' })
  // @ts-expect-error: a session that could not be renewed
  mountDocumentUpload('#documents', { ...right, session: 'a.b.c' })
  // @ts-expect-error: a session function that may give none
  mountDocumentUpload('#documents', { ...right, session: () => sessionStorage.getItem('session') })
  // @ts-expect-error: a callback there is not
  mountDocumentUpload('#documents', { ...right, onVerified() {} })
  // @ts-expect-error: a property that not every event has
  mountDocumentUpload('#documents', { ...right, onEvent: ({ receipt }) => expectTypeOf(receipt) })
  // @ts-expect-error: an element of the target's own
  mountDocumentUpload('#documents', { ...right, className: 'wide' })
  // @ts-expect-error: a property no event has
  mountDocumentUpload('#documents', { ...right, onUploaded: ({ fileName }) => expectTypeOf(fileName) })
  // @ts-expect-error: what the session decides
  mountDocumentUpload('#documents', { ...right, prefill: { workflow: 'PERSONAL' } })
  // @ts-expect-error: a property the wizard does not have
  mountDocumentUpload('#documents', { ...right, theme: { '--accent': 'red' } })
  // @ts-expect-error: a value that is no text
  mountDocumentUpload('#documents', { ...right, theme: { '--akepa-radius': 4 } })
  // @ts-expect-error: a colour scheme there is not
  mountDocumentUpload('#documents', { ...right, theme: { colorScheme: 'sepia' } })
  const upload = mountDocumentUpload('#documents', right)
  // @ts-expect-error: another partner is another mount
  upload.update({ partner: 'other' })
  // @ts-expect-error: callbacks stay as mounted
  upload.update({ onReady() {} })
  // @ts-expect-error: no partner
  createElement(DocumentUpload, { origin: right.origin, session: right.session })
}

it('compiles what is right and refuses what is wrong', () => {
  expectTypeOf(rightUse).toBeFunction()
  expectTypeOf(wrongUse).toBeFunction()
})
