import { type ComponentProps, StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { DocumentUpload } from '../../../../src/embed/react.tsx'

declare global {
  interface Window {
    /** Renders the component with these options, or without it, and answers when that has been done. */
    renderUpload(options: ComponentProps<typeof DocumentUpload> | undefined): void
  }
}

const root = createRoot(document.getElementById('documents') ?? document.body)
window.renderUpload = (options) => {
  // With its effects, so that what a test does next finds the component as it is rendered.
  flushSync(() =>
    root.render(
      <StrictMode>
        {options && (
          <>
            <h1>The partner’s page</h1>
            <DocumentUpload {...options} />
          </>
        )}
      </StrictMode>,
    ),
  )
}
