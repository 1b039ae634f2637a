import { type ComponentType, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Standalone } from './standalone.tsx'
import './wizard.css'

const element = document.getElementById('wizard')
if (!element) throw new Error('index.html has no element with the ID "wizard".')
const root = createRoot(element)

const render = (Page: ComponentType) =>
  root.render(
    <StrictMode>
      <Page />
    </StrictMode>,
  )

async function open(): Promise<ComponentType> {
  if (!window.location.pathname.startsWith('/embed/')) return Standalone
  const { openFramed } = await import('./framed.tsx')
  return await openFramed()
}

// Not awaited here: what is imported needs this file, which would wait for itself.
void open().then(render)
