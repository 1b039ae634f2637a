import { StrictMode, useEffect } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { asRequestError, RequestError } from './api/request-error.ts'
import { PageProblem } from './app.tsx'
import { FailureBoundary } from './forms/failure.tsx'
import { type OpenedPage, openStandalone } from './standalone.tsx'
import './wizard.css'

const element = document.getElementById('wizard')
if (!element) throw new Error('The page has no #wizard.')

const isFramed = window.location.pathname.startsWith('/embed/')

/** A failure of the whole. If this can't even be told to the host page, its SDK says after a while that nothing came up. */
function WholeProblem({ error }: { readonly error: RequestError }) {
  useEffect(() => {
    if (!isFramed) return
    import('./host/tell-host.ts').then(
      ({ tellHost }) => tellHost(error.code),
      () => undefined,
    )
  }, [error])
  return <PageProblem error={error} />
}

const render = ({ Page, isServed = false }: OpenedPage) => {
  const whole = (
    <StrictMode>
      <FailureBoundary renderFailure={(error) => <WholeProblem error={error} />}>
        <Page />
      </FailureBoundary>
    </StrictMode>
  )
  // A browser or an extension may have changed the page by now, translated it, say. It is rendered anew then.
  if (isServed && element.firstElementChild) hydrateRoot(element, whole, { onRecoverableError: () => {} })
  else createRoot(element).render(whole)
}

async function open(): Promise<OpenedPage> {
  if (!isFramed) return await openStandalone()
  const { openFramed } = await import('./host/framed.tsx').catch((cause: unknown) => {
    throw new RequestError('partNotLoaded', { cause })
  })
  return { Page: await openFramed() }
}

// Not awaited: the imported file needs this one, which would wait for itself.
void open()
  .catch((thrown: unknown) => ({ Page: () => <WholeProblem error={asRequestError(thrown)} /> }))
  .then(render)
