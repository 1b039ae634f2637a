import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Api } from './api/api.ts'
import { asRequestError, RequestError } from './api/request-error.ts'
import { Note, RequestProblem } from './forms/notice.tsx'
import { openTabStorage } from './visit/tab-storage.ts'
import { Wizard } from './wizard.tsx'
import { useWords } from './words/use-words.ts'

/** The standalone form: asks the proxy what its session may do, then opens the wizard by it. */
export function App({ api }: { readonly api: Api }) {
  const [queries] = useState(() => new QueryClient())
  return (
    <QueryClientProvider client={queries}>
      <Page api={api} />
    </QueryClientProvider>
  )
}

function Page({ api }: { readonly api: Api }) {
  const words = useWords()
  const session = useQuery({
    queryKey: ['session'],
    queryFn: () =>
      window.isSecureContext ? api.describeSession() : Promise.reject(new RequestError('insecureContext')),
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: 'always',
    retry: false,
  })
  const description = session.data
  return (
    <>
      <header className="page-head">
        <p className="page-name">{description?.partner?.displayName ?? words.appName}</p>
        {description?.sandbox && <p className="sandbox-notice">{words.sandboxNotice}</p>}
      </header>
      <main>
        {description ? (
          <Wizard
            api={api}
            description={description}
            storage={openTabStorage({
              partner: description.partner?.id ?? '',
              subject: description.subject,
              instance: 'standalone',
            })}
            hasHistory
          />
        ) : session.isError ? (
          <RequestProblem error={asRequestError(session.error)}>
            <button type="button" className="button" onClick={() => void session.refetch()}>
              {words.tryAgain}
            </button>
          </RequestProblem>
        ) : (
          <Note kind="info">{words.loading}</Note>
        )}
      </main>
    </>
  )
}
