import { Activity, type ComponentType, useContext, useEffect, useMemo, useState } from 'react'
import { type SessionDescription } from '../contract/api/session.ts'
import { type Api } from './api/api.ts'
import { isSessionOver, type RequestError } from './api/request-error.ts'
import { Failure, FailureBoundary, UncaughtFailure } from './forms/failure.tsx'
import { Note, RequestProblem } from './forms/notice.tsx'
import { type HostReporter } from './host/host-reporter.ts'
import { wishedLocales } from './page/page.ts'
import { MovedContext } from './steps/step-page.tsx'
import { type SessionState, useSession } from './session/use-session.ts'
import { openTabStorage } from './visit/kept/tab-storage.ts'
import { Wizard } from './wizard.tsx'
import { LanguageProvider } from './words/language-provider.tsx'
import { type Spoken, usePageWords, useSpoken } from './words/use-words.ts'

/** What the wizard stands in: a page of its own, or one of the frames of a partner's page. */
interface Surroundings {
  /** Keeps apart what the several wizards of one page store. */
  readonly instance: string
  readonly instances?: readonly string[]
  readonly hasHistory: boolean
  readonly reporter?: HostReporter
  /** The language that the host page wishes for at the moment (BCP 47). */
  readonly locale?: string | undefined
  /** Of a guest's form, whose first question stands before the session has come. */
  readonly guest?: GuestPage
  /** Shown until the session has come, where the first question isn't known before. */
  readonly Loading?: ComponentType
  /** What is spoken from the first moment on, and whether documents go to a sandbox: of a frame. */
  readonly spoken?: Spoken
  readonly isSandbox?: boolean
  /** Stands below whatever the page shows. */
  readonly Footer?: ComponentType
}

/** What the page of a guest knows from the first moment on. */
export interface GuestPage {
  readonly isSandbox: boolean
  readonly spoken: Spoken
}

interface AppProps {
  readonly api: Api
  readonly surroundings: Surroundings
}

/**
 * Asks the proxy what the session may do, and opens the wizard accordingly. A guest's is open at once, because the first
 * questions are the same for all. The language is the one that the host page wishes for, else the session's, else the
 * browser's.
 */
export function App({ api, surroundings }: AppProps) {
  const { session, hasTriedAgain, tryAgain } = useSession(api)
  const hasMoved = useContext(MovedContext) || hasTriedAgain
  const { locale, guest, spoken = guest?.spoken } = surroundings
  const own = guest ? [guest.spoken.wished] : navigator.languages
  const sessionLocale = session.kind === 'open' ? session.description.locale : undefined
  const wished = [locale, sessionLocale, ...own].filter((tag) => tag !== undefined).join(' ')
  return (
    <LanguageProvider wished={wished} initial={spoken}>
      <FailureBoundary
        renderFailure={(error, tryAgain) => (
          <Failure error={error} reporter={surroundings.reporter} onTryAgain={tryAgain} />
        )}
      >
        <MovedContext value={hasMoved || (session.kind === 'open' && session.isOtherCustomer)}>
          <Page api={api} surroundings={surroundings} session={session} wished={wished} tryAgain={tryAgain} />
        </MovedContext>
      </FailureBoundary>
    </LanguageProvider>
  )
}

function Page({
  api,
  surroundings,
  session,
  wished,
  tryAgain,
}: AppProps & {
  readonly session: SessionState
  readonly wished: string
  readonly tryAgain: () => void
}) {
  const words = usePageWords()
  const { instance, instances, hasHistory, reporter, guest, Loading, Footer } = surroundings
  const { isSandbox = guest?.isSandbox } = surroundings
  const open = session.kind === 'open' ? session : undefined
  const description = open?.description
  // The session's language is known only now: no question is shown in another one first.
  const isSpoken = useSpoken().wished === wished
  const [hasOpened, setHasOpened] = useState(false)
  if (description && isSpoken && !hasOpened) setHasOpened(true)
  const isShown = hasOpened || guest !== undefined
  // The same for all renderings, because the steps' calls are made anew with another one.
  const storage = useMemo(
    () =>
      description &&
      openTabStorage({
        partner: description.partner?.id ?? '',
        subject: description.subject,
        instance,
        instances,
        terms: description,
      }),
    [description, instance, instances],
  )
  const error = session.kind === 'failed' ? session.error : undefined
  useEffect(() => {
    if (error) reporter?.failed(error)
  }, [error, reporter])
  return (
    <>
      <header className="page-head">
        <p className="page-name">{description?.partner?.displayName ?? words.appName}</p>
        {(description?.sandbox ?? isSandbox) && <p className="sandbox-notice">{words.sandboxNotice}</p>}
      </header>
      <main>
        {(!isShown || error) && <UncaughtFailure reporter={reporter} movesNow={() => 0} />}
        {isShown && (!error || canTryAgain(error)) && (
          // What a guest has chosen by then is kept, for when trying again helps. And it is hydrated in short pieces.
          <Activity mode={error ? 'hidden' : 'visible'}>
            <Wizard
              key={open?.isOtherCustomer ? customerKey(open.description) : ''}
              api={api}
              description={description}
              storage={storage}
              hasHistory={hasHistory}
              reporter={reporter}
              isOtherCustomer={open?.isOtherCustomer ?? false}
            />
          </Activity>
        )}
        {error ? (
          <RequestProblem error={error} isWholePage>
            {canTryAgain(error) && (
              <button type="button" className="button" onClick={tryAgain}>
                {words.tryAgain}
              </button>
            )}
          </RequestProblem>
        ) : (
          !isShown && (Loading ? <Loading /> : <Note kind="info">{words.loading}</Note>)
        )}
        {Footer && <Footer />}
      </main>
    </>
  )
}

/** Another customer's visit is another one, with nothing of the first left. */
function customerKey({ partner, subject }: SessionDescription): string {
  return JSON.stringify([partner?.id, subject])
}

/** Whether asking for the session again can lead to another answer. If not, the words say what else there is to do. */
function canTryAgain({ code, isRetryable }: RequestError): boolean {
  return (
    isRetryable ||
    code === 'unexpected' ||
    code === 'sessionUnavailable' ||
    code === 'linkOpenedElsewhere' ||
    isSessionOver(code)
  )
}

/** Shown where the wizard can't begin. A page that stands in the wrong place still does after a reload. */
export function PageProblem({ error }: { readonly error: RequestError }) {
  return (
    <LanguageProvider wished={wishedLocales()}>
      <main>
        {error.code === 'notFramed' || error.code === 'originForbidden' ? (
          <RequestProblem error={error} isWholePage />
        ) : (
          <Failure error={error} reporter={undefined} />
        )}
      </main>
    </LanguageProvider>
  )
}
