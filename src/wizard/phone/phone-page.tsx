import { type ComponentType, useEffect, useEffectEvent, useMemo, useState } from 'react'
import { type HandoffView } from '../../contract/api/handoff.ts'
import { createApi } from '../api/api.ts'
import { asRequestError, isSessionOver, RequestError } from '../api/request-error.ts'
import { type Elements } from '../forms/elements.ts'
import { Failure, FailureBoundary, UncaughtFailure } from '../forms/failure.tsx'
import { Alert, Note, RequestProblem } from '../forms/notice.tsx'
import { useSteadyPresses } from '../forms/steady-presses.ts'
import { wishedLocales } from '../page/page.ts'
import { createSessionSource } from '../session/session-source.ts'
import { MovedContext, StepHeading, SubmitButton } from '../steps/step-page.tsx'
import { useDropGuard } from '../steps/use-drop-guard.ts'
import { type PhoneWords } from '../words/en/phone.ts'
import { LanguageProvider } from '../words/language-provider.tsx'
import { usePageWords } from '../words/use-words.ts'
import { endHandoff, followHandoff, isOver, redeemPhoneCode } from './handoff-api.ts'
import { PhoneErrand } from './phone-errand.tsx'
import { keepPlace, openPlace, type PhonePlace } from './phone-place.ts'
import { usePhoneWords } from './use-phone-words.ts'

type Joined = NonNullable<PhonePlace['joined']>

/** The page of a phone to which a document or a list was handed: of this code, or of the one that the tab has kept. */
export function createPhonePage(code: string | undefined): ComponentType {
  const place = openPlace(code)
  return () => <PhonePage place={place} />
}

function PhonePage({ place }: { readonly place: PhonePlace | undefined }) {
  useDropGuard()
  useSteadyPresses()
  return (
    <LanguageProvider wished={wishedLocales()}>
      <FailureBoundary
        renderFailure={(error, tryAgain) => (
          <Failure error={error} reporter={undefined} onTryAgain={tryAgain} />
        )}
      >
        <Phone place={place} />
      </FailureBoundary>
    </LanguageProvider>
  )
}

function Phone({ place }: { readonly place: PhonePlace | undefined }) {
  const { appName, sandboxNotice } = usePageWords()
  const [joined, setJoined] = useState(place?.joined)
  const [hasMoved, setHasMoved] = useState(false)
  return (
    <>
      <header className="page-head">
        <p className="page-name">{joined?.partner ?? appName}</p>
        {joined?.sandbox && <p className="sandbox-notice">{sandboxNotice}</p>}
      </header>
      <main>
        <UncaughtFailure reporter={undefined} movesNow={() => 0} />
        <MovedContext value={hasMoved}>
          {place && joined ? (
            <Work place={place} joined={joined} />
          ) : place ? (
            <Opening
              place={place}
              onMoved={() => setHasMoved(true)}
              onJoined={(found) => {
                keepPlace({ ...place, joined: found })
                setJoined(found)
              }}
            />
          ) : (
            <CodeProblem error={new RequestError('linkInvalid')} />
          )}
        </MovedContext>
      </main>
    </>
  )
}

/** Programs that look into messages load their links, so a code is opened by a press. */
function Opening({
  place,
  onMoved,
  onJoined,
}: {
  readonly place: PhonePlace
  readonly onMoved: () => void
  readonly onJoined: (joined: Joined) => void
}) {
  const { open } = usePhoneWords()
  const [state, setState] = useState<'idle' | 'asking' | RequestError>('idle')
  const redeem = () => {
    setState('asking')
    onMoved()
    redeemPhoneCode(place.code, place.key).then(
      ({ session, partner, sandbox, handoff: { id, errand } }) =>
        onJoined({ session, id, errand, partner, sandbox }),
      (thrown: unknown) => setState(asRequestError(thrown)),
    )
  }
  return (
    <>
      {state instanceof RequestError && <CodeProblem error={state} />}
      <form
        noValidate
        data-step="phone"
        onSubmit={(event) => {
          event.preventDefault()
          if (state !== 'asking') redeem()
        }}
      >
        <StepHeading title={open.title} hasError={state instanceof RequestError} />
        <p className="lead">{open.warning}</p>
        <p>{open.advice}</p>
        <div className="actions">
          <SubmitButton isBusy={state === 'asking'}>{open.goOn}</SubmitButton>
        </div>
      </form>
    </>
  )
}

const codeProblems: Readonly<Partial<Record<string, keyof PhoneWords['codes']>>> = {
  linkUsed: 'linkUsed',
  linkExpired: 'linkExpired',
  // The desktop went on by itself, or shows another code by now: nobody says which.
  handoffEnded: 'linkExpired',
  linkInvalid: 'linkInvalid',
  requestValidateError: 'linkInvalid',
}

/** A code that can't be opened, in words that speak of a code and not of a link. */
function CodeProblem({ error }: { readonly error: RequestError }) {
  const { codes } = usePhoneWords()
  const kind = codeProblems[error.code]
  const own = kind && codes[kind]
  if (!own) return <RequestProblem error={error} />
  return (
    <Alert title={own.title}>
      <p>{own.advice}</p>
    </Alert>
  )
}

/** From the digits to the end. */
function Work({ place, joined }: { readonly place: PhonePlace; readonly joined: Joined }) {
  const words = usePhoneWords()
  const { loading } = usePageWords()
  const [view, setView] = useState<HandoffView>()
  const [isOffline, setIsOffline] = useState(false)
  const [error, setError] = useState<RequestError>()
  const [hasArrived, setHasArrived] = useState(false)
  const [afterwards, setAfterwards] = useState(place.afterwards)
  const { errand } = joined
  const isOfList = 'list' in errand
  const api = useMemo(() => {
    // The first session knows nothing of the customer. The next one is there once the desktop has allowed it.
    const fetchSession = async (old: string | undefined) => {
      if (old !== undefined) throw new RequestError('sessionExpired')
      return (await redeemPhoneCode(place.code, place.key)).session
    }
    return createApi(createSessionSource(fetchSession))
  }, [place])
  // The hand-off's own calls say nothing of the session, which may do nothing else yet.
  const withSession = <Result,>(call: (session: string) => Promise<Result>) => call(joined.session)
  const follow = useEffectEvent((signal: AbortSignal) => {
    const { id } = joined
    // Of a version that there is none of, so that the first poll is answered at once.
    const begun: HandoffView = {
      id,
      errand,
      version: -1,
      state: 'joined',
      isOtherAway: false,
      arrived: [],
    }
    const onFailed = (failed: RequestError) => {
      // What has ended the desktop's session has ended this too, and only the desktop can go on.
      if (isSessionOver(failed.code) || failed.code === 'linkOpenedElsewhere')
        setView({ ...begun, state: 'ended', reason: 'expired' })
      else setError(failed)
    }
    const listener = { onView: setView, onOffline: setIsOffline, onForgotten: setView, onFailed }
    return followHandoff(withSession, begun, listener, signal)
  })
  useEffect(() => {
    const left = new AbortController()
    void follow(left.signal)
    return () => left.abort()
  }, [])
  const stop = () => {
    endHandoff(withSession, joined.id).then(setView, (thrown: unknown) => {
      const problem = asRequestError(thrown)
      // It can be pressed again where it stands, beside the picture that is chosen already.
      if (problem.isRetryable) setIsOffline(true)
      else setError(problem)
    })
  }

  const isDone = isOfList
    ? view?.reason === 'done'
    : view?.arrived.some(({ documentId }) => documentId === errand.documentId)
  if (hasArrived || isDone) {
    const done = isOfList ? words.list.done : words.done
    return <End title={done.title} lead={done.lead} afterwards={afterwards} isSuccess />
  }
  const notice = isOffline ? (
    <Note kind="warning">{words.offline}</Note>
  ) : (
    view?.isOtherAway &&
    !isOver(view) && <Note kind="info">{view.state === 'joined' ? words.awayBefore : words.away}</Note>
  )
  if (view && isOver(view)) {
    const reasons = isOfList ? { ...words.over.reasons, ...words.list.reasons } : words.over.reasons
    return <End title={words.over.title} lead={reasons[view.reason ?? 'expired']} />
  }
  // A picture that is on its way says itself what becomes of it.
  if (error && view?.percent === undefined) return <Failure error={error} reporter={undefined} />
  if (!view) return <>{notice || <p role="status">{loading}</p>}</>
  if (view.state === 'joined' || view.state === 'waiting') {
    return (
      <>
        {notice}
        <Compare
          asker={
            joined.partner === null
              ? undefined
              : (isOfList ? words.list : words.compare).asker(joined.partner)
          }
          digits={view.digits}
          stop={<Stop onPress={stop} />}
        />
      </>
    )
  }
  return (
    <>
      {notice}
      <MovedContext value>
        <PhoneErrand
          api={api}
          errand={errand}
          onOpened={(parts) => {
            setAfterwards(parts.afterwards)
            keepPlace({ ...place, joined, afterwards: parts.afterwards })
          }}
          onDone={() => setHasArrived(true)}
          onImpossible={stop}
        />
      </MovedContext>
      {view.percent === undefined && (
        <div className="actions">
          <Stop onPress={stop} />
        </div>
      )}
    </>
  )
}

function Compare({
  asker,
  digits = '',
  stop,
}: {
  readonly asker: string | undefined
  readonly digits: string | undefined
  readonly stop: Elements
}) {
  const { compare, open } = usePhoneWords()
  return (
    <Section stop={stop}>
      <StepHeading title={compare.title} />
      <p className="digits" translate="no">
        {Array.from(digits).join(' ')}
      </p>
      {asker !== undefined && <p className="lead">{asker}</p>}
      <p>{compare.lead}</p>
      <Note kind="warning">{open.warning}</Note>
      <p role="status">{compare.waiting}</p>
    </Section>
  )
}

function End({
  title,
  lead,
  afterwards,
  isSuccess = false,
}: {
  readonly title: string
  readonly lead: string
  readonly afterwards?: string | undefined
  readonly isSuccess?: boolean
}) {
  return (
    <Section>
      <MovedContext value>
        <StepHeading key={title} title={title} isSuccess={isSuccess} />
      </MovedContext>
      <p className="lead">{lead}</p>
      {afterwards !== undefined && <p>{afterwards}</p>}
    </Section>
  )
}

/** As a step stands in the page. */
function Section({ stop, children }: { readonly stop?: Elements; readonly children: Elements }) {
  return (
    <form noValidate data-step="phone" onSubmit={(event) => event.preventDefault()}>
      {children}
      {stop && <div className="actions">{stop}</div>}
    </form>
  )
}

function Stop({ onPress }: { readonly onPress: () => void }) {
  return (
    <button type="button" name="stop" className="button" onClick={onPress}>
      {usePhoneWords().stop}
    </button>
  )
}
