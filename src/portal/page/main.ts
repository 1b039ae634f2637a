import { type MountedDocumentUpload } from '../../embed/options.ts'
import type * as Embed from '../../embed/script.ts'
import { BankError, fetchSession, signOut } from './bank-client.ts'
import { openCodePanel } from './panels/code-panel.ts'
import { openCustomerPanel } from './panels/customer-panel.ts'
import { find, say } from './element.ts'
import { openEventLog } from './panels/event-log.ts'
import { openFaultsPanel } from './panels/faults-panel.ts'
import { openLinksPanel } from './panels/links-panel.ts'
import { openLookPanel } from './panels/look-panel.ts'
import { openPhonePanel } from './panels/phone-panel.ts'
import { openReceiptsPanel } from './panels/receipts-panel.ts'
import { openSamplesPanel } from './panels/samples-panel.ts'
import { openSessionPanel } from './panels/session-panel.ts'
import { openWebhooksPanel } from './panels/webhooks-panel.ts'

const { wizardOrigin = '', partner = '' } = document.body.dataset
const hasList = document.body.dataset['hasList'] === 'true'
const trouble = find('#trouble', HTMLElement)
const vacant = find('#vacant', HTMLElement)
const mountState = find('#mount-state', HTMLElement)
const mountButton = find('#mount', HTMLButtonElement)
const destroyButton = find('#destroy', HTMLButtonElement)

const log = openEventLog()
const receipts = openReceiptsPanel(hasList)
const lookPanel = openLookPanel((look) => {
  upload?.update(look)
  codePanel.refresh()
})
openCustomerPanel()
openSamplesPanel()
openWebhooksPanel()
openPhonePanel(wizardOrigin)
const sessionPanel = openSessionPanel(
  hasList,
  () => {
    destroy()
    mount()
  },
  () => codePanel.refresh(),
)
openLinksPanel(sessionPanel.settings)
const faultsPanel = openFaultsPanel(() => codePanel.refresh())
const codePanel = openCodePanel(() => ({
  wizardOrigin,
  partner,
  look: lookPanel.look(),
  settings: sessionPanel.settings(),
  faults: faultsPanel.faults(),
}))

let upload: MountedDocumentUpload | undefined
mountButton.addEventListener('click', mount)
destroyButton.addEventListener('click', destroy)
find('#sign-out', HTMLButtonElement).addEventListener('click', () => {
  void signOut().then(() => window.location.reload())
})
mount()

function mount(): void {
  if (upload) return
  // `embed.js` sets this property. It is missing if the script could not be loaded.
  const { AkepaUploadWizard } = window as { readonly AkepaUploadWizard?: typeof Embed }
  if (!AkepaUploadWizard) {
    say(trouble, 'The document upload could not be loaded. Please try again later.')
    return
  }
  const settings = sessionPanel.settings()
  log.begin()
  say(trouble, '')
  upload = AkepaUploadWizard.mountDocumentUpload('#documents', {
    partner,
    ...lookPanel.look(),
    title: 'Verify your identity: document upload',
    session: () => fetchSession(settings),
    onReady(event) {
      say(trouble, '')
      showState('Ready.')
      log.add(event)
    },
    onStep: log.add,
    onGenerated: log.add,
    onUploaded(event) {
      log.add(event)
      void receipts.verify(event.receipt)
    },
    onCompleted: log.add,
    onBusy: log.add,
    onError(event) {
      log.add(event)
      if (event.code === 'frameUnreachable')
        say(trouble, 'The document upload does not answer. Please try again later.')
      if (event.cause instanceof BankError) sessionPanel.showProblem(event.cause.message)
    },
    onSessionExpired: log.add,
  })
  showState('Mounted. Waiting for the frame…')
}

function destroy(): void {
  upload?.destroy()
  upload = undefined
  say(trouble, '')
  showState('Destroyed.')
}

/** A button that was pressed would lose the focus with `disabled`, so it gets `aria-disabled`. */
function showState(state: string): void {
  const isMounted = upload !== undefined
  vacant.hidden = isMounted
  mountButton.ariaDisabled = String(isMounted)
  destroyButton.ariaDisabled = String(!isMounted)
  mountState.textContent = state
}
