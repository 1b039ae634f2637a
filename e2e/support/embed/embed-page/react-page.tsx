import { type ComponentProps, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { DocumentUpload } from '../../../../src/embed/react.tsx'

declare global {
  interface Window {
    /** Renders the component with these options, or without it. */
    renderUpload(options: ComponentProps<typeof DocumentUpload> | undefined): void
  }
}

const root = createRoot(document.getElementById('documents') ?? document.body)
window.renderUpload = (options) => {
  root.render(
    <StrictMode>
      {options && (
        <>
          <h1>The partner’s page</h1>
          <DocumentUpload {...options} />
        </>
      )}
    </StrictMode>,
  )
}
