import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { DocumentUpload } from '../../../../src/embed/react.tsx'
import { type DocumentUploadOptions } from '../../../../src/embed/options.ts'

declare global {
  interface Window {
    /** Renders the component with these options, or without it. */
    renderUpload(options: DocumentUploadOptions | undefined): void
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
