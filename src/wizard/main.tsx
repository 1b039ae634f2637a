import { type ComponentType, StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { createRandomId } from '../browser/random-id.ts'
import { postToHost } from '../embed/host-window.ts'
import { asRequestError, RequestError } from './api/request-error.ts'
import { PageProblem } from './app.tsx'
import { FailureBoundary } from './forms/failure.tsx'
import { hostAddress } from './host/host-address.ts'
import { Standalone } from './standalone.tsx'
import './wizard.css'

const element = document.getElementById('wizard')
if (!element) throw new Error('index.html has no element with the ID "wizard".')
const root = createRoot(element)

const isFramed = window.location.pathname.startsWith('/embed/')

/** A failure of the whole. There may be no bridge to tell the host page by. */
function WholeProblem({ error }: { readonly error: RequestError }) {
  useEffect(() => {
    const { code } = error
    const fact = { id: `error:${createRandomId()}`, at: new Date().toISOString() }
    if (isFramed) postToHost({ type: 'error', code, ...fact }, hostAddress())
  }, [error])
  return <PageProblem error={error} />
}

const render = (Page: ComponentType) =>
  root.render(
    <StrictMode>
      <FailureBoundary renderFailure={(error) => <WholeProblem error={error} />}>
        <Page />
      </FailureBoundary>
    </StrictMode>,
  )

async function open(): Promise<ComponentType> {
  if (!isFramed) return Standalone
  const { openFramed } = await import('./host/framed.tsx').catch((cause: unknown) => {
    throw new RequestError('partNotLoaded', { cause })
  })
  return await openFramed()
}

// Not awaited: the imported file needs this one, which would wait for itself.
void open()
  .catch((thrown: unknown) => () => <WholeProblem error={asRequestError(thrown)} />)
  .then(render)
