import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Api } from './api/api.ts'
import { asRequestError, RequestError } from './api/request-error.ts'
import { Note, RequestProblem } from './forms/notice.tsx'
import { type HostReporter } from './host-reporter.ts'
import { openTabStorage } from './visit/tab-storage.ts'
import { Wizard } from './wizard.tsx'
import { LanguageProvider } from './words/language-provider.tsx'
import { useWords } from './words/use-words.ts'

/** What the wizard stands in: a page of its own, or one of the frames of a partner's page. */
export interface Surroundings {
  /** Tells the wizards of one page apart in what they keep. */
  readonly instance: string
  readonly hasHistory: boolean
  readonly reporter?: HostReporter
  /** What the host page wants the wizard to speak, as it is now (BCP 47). */
  readonly locale?: string | undefined
}

/** Asks the proxy what the session may do, then opens the wizard by it. */
export function App(props: AppProps) {
  const [queries] = useState(() => new QueryClient())
  return (
    <QueryClientProvider client={queries}>
      <SpeakingPage {...props} />
    </QueryClientProvider>
  )
}

interface AppProps {
  readonly api: Api
  readonly surroundings: Surroundings
}

/** The host page's wish comes before the session's, and both before the browser's. */
function SpeakingPage({ api, surroundings }: AppProps) {
  const session = useSession(api)
  const { locale } = surroundings
  const wished = [locale, session.data?.locale, ...navigator.languages].filter((tag) => tag !== undefined)
  return (
    <LanguageProvider wished={wished}>
      <Page api={api} surroundings={surroundings} session={session} />
    </LanguageProvider>
  )
}

function useSession(api: Api) {
  return useQuery({
    queryKey: ['session'],
    queryFn: () =>
      window.isSecureContext ? api.describeSession() : Promise.reject(new RequestError('insecureContext')),
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: 'always',
    retry: false,
    // By itself it tells of changes to what has been read of it, and most is read only when the language is there.
    notifyOnChangeProps: 'all',
  })
}

function Page({
  api,
  surroundings,
  session,
}: AppProps & { readonly session: ReturnType<typeof useSession> }) {
  const words = useWords()
  const { instance, hasHistory, reporter } = surroundings
  const description = session.data
  useEffect(() => {
    if (session.error) reporter?.failed(asRequestError(session.error))
  }, [session.error, reporter])
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
              instance,
              terms: description,
            })}
            hasHistory={hasHistory}
            reporter={reporter}
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

/** Where there is nothing to try again: the page itself is in the wrong place. */
export function PageProblem({ error }: { readonly error: RequestError }) {
  return (
    <LanguageProvider wished={navigator.languages}>
      <main>
        <RequestProblem error={error} />
      </main>
    </LanguageProvider>
  )
}
