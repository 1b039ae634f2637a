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

if (window.location.pathname.startsWith('/embed/')) {
  const { openFramed } = await import('./framed.tsx')
  render(await openFramed())
} else render(Standalone)
