import { type ComponentType, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { asRequestError, RequestError } from './api/request-error.ts'
import { PageProblem } from './app.tsx'
import { FailureBoundary } from './forms/failure.tsx'
import { Standalone } from './standalone.tsx'
import './wizard.css'

const element = document.getElementById('wizard')
if (!element) throw new Error('index.html has no element with the ID "wizard".')
const root = createRoot(element)

const render = (Page: ComponentType) =>
  root.render(
    <StrictMode>
      <FailureBoundary renderFailure={(error) => <PageProblem error={error} />}>
        <Page />
      </FailureBoundary>
    </StrictMode>,
  )

async function open(): Promise<ComponentType> {
  if (!window.location.pathname.startsWith('/embed/')) return Standalone
  const { openFramed } = await import('./host/framed.tsx').catch((cause: unknown) => {
    throw new RequestError('partNotLoaded', { cause })
  })
  return await openFramed()
}

// Not awaited: the imported file needs this one, which would wait for itself.
void open()
  .catch((thrown: unknown) => () => <PageProblem error={asRequestError(thrown)} />)
  .then(render)
