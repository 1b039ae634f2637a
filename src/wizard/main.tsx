import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createApi } from './api/api.ts'
import { createSessionSource, fetchGuestSession } from './api/session-source.ts'
import { App } from './app.tsx'
import { guestSessionStorage } from './visit/tab-storage.ts'
import './wizard.css'

const sessions = createSessionSource(async (old) => {
  const session = await fetchGuestSession(old)
  guestSessionStorage.save(session)
  return session
}, guestSessionStorage.load())

const root = document.getElementById('wizard')
if (!root) throw new Error('index.html has no element with the ID "wizard".')
createRoot(root).render(
  <StrictMode>
    <App api={createApi(sessions)} />
  </StrictMode>,
)
