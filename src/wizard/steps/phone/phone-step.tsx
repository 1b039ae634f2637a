import { type ReactNode, useState } from 'react'
import { type HandoffView } from '../../../contract/handoff.ts'
import { Copyable } from '../../forms/copyable.tsx'
import { type Elements } from '../../forms/elements.ts'
import { Note, RequestProblem } from '../../forms/notice.tsx'
import { type Registration, registrationOf, type Visit } from '../../visit/visit.ts'
import { enUsePhone, type UsePhoneWords } from '../../words/en/use-phone.ts'
import { frUsePhone } from '../../words/fr/use-phone.ts'
import { usePageWords } from '../../words/use-words.ts'
import { MovedContext, StepPage, SubmitButton } from '../step-page.tsx'
import { QrCode } from './qr-code.tsx'
import { useHandoff } from './use-handoff.ts'

/** They come with this page, because most people never see it. */
const phoneWords: Readonly<Record<string, UsePhoneWords>> = { en: enUsePhone, fr: frUsePhone }

function usePhoneWords(): UsePhoneWords {
  return phoneWords[usePageWords().language] ?? enUsePhone
}

/** The file of a registered document, from the person's phone. */
export function PhoneStep({ visit, onGoOnHere }: { readonly visit: Visit; readonly onGoOnHere: () => void }) {
  const registration = registrationOf(visit)
  const [round, setRound] = useState(0)
  return (
    registration && (
      <MovedContext value>
        <Handoff
          key={round}
          registration={registration}
          onEnd={onGoOnHere}
          onAgain={() => setRound(round + 1)}
        />
      </MovedContext>
    )
  )
}

function Handoff({
  registration,
  onEnd,
  onAgain,
}: {
  readonly registration: Registration
  readonly onEnd: () => void
  readonly onAgain: () => void
}) {
  const words = usePhoneWords()
  const { loading } = usePageWords()
  const { state, allow, goOnHere } = useHandoff(registration, onEnd)
  switch (state.kind) {
    case 'beginning':
      return <p role="status">{loading}</p>
    case 'failed':
      return (
        <RequestProblem error={state.error} isWholePage>
          <div className="actions">
            <Again onAgain={onAgain} />
            <GoOnHere onPress={onEnd} />
          </div>
        </RequestProblem>
      )
    case 'begun':
      return (
        <Begun
          link={state.link}
          view={state.view}
          notice={state.isOffline && <Note kind="warning">{words.offline}</Note>}
          onAllow={allow}
          onAgain={onAgain}
          onGoOnHere={goOnHere}
        />
      )
    default:
      return state satisfies never
  }
}

function Begun({
  link,
  view,
  notice,
  onAllow,
  onAgain,
  onGoOnHere,
}: {
  readonly link: string
  readonly view: HandoffView
  readonly notice: Elements
  readonly onAllow: () => void
  readonly onAgain: () => void
  readonly onGoOnHere: () => void
}) {
  const { scan, compare, follow, over } = usePhoneWords()
  const { state, reason = 'expired', percent, isOtherAway } = view
  // An upload that was under way finishes first.
  const shown = state === 'ended' && percent !== undefined ? 'allowed' : state
  switch (shown) {
    case 'waiting':
      return (
        <Page key="waiting" title={scan.title} notice={notice} buttons={<GoOnHere onPress={onGoOnHere} />}>
          <p className="lead">{scan.lead}</p>
          <QrCode text={link} label={scan.code} />
          <Copyable
            id="phone-link"
            fieldName="phoneLink"
            buttonName="copyPhoneLink"
            label={scan.link}
            text={link}
            words={scan}
          />
        </Page>
      )
    case 'joined': {
      const digits = spaced(view.digits)
      return (
        <Page
          key="joined"
          title={compare.title}
          notice={notice}
          onSubmit={onAllow}
          buttons={
            <>
              <SubmitButton>{compare.yes(digits)}</SubmitButton>
              <button type="button" name="refusePhone" className="button" onClick={onGoOnHere}>
                {compare.no}
              </button>
            </>
          }
        >
          <p className="lead">{compare.lead}</p>
          <p className="digits" translate="no">
            {digits}
          </p>
        </Page>
      )
    }
    case 'allowed':
      return (
        <Page key="allowed" title={follow.title} notice={notice} buttons={<GoOnHere onPress={onGoOnHere} />}>
          {isOtherAway && <Note kind="warning">{follow.away}</Note>}
          {percent === undefined ? <p role="status">{follow.choosing}</p> : <Sending percent={percent} />}
          {state === 'ended' && <Note kind="info">{follow.finishing}</Note>}
        </Page>
      )
    case 'ended':
      return (
        <Page
          key="ended"
          title={over.title}
          notice={notice}
          buttons={
            <>
              <Again onAgain={onAgain} />
              <GoOnHere onPress={onGoOnHere} />
            </>
          }
        >
          <p className="lead">{over.reasons[reason]}</p>
        </Page>
      )
    default:
      return shown satisfies never
  }
}

function Page({
  title,
  notice,
  buttons,
  onSubmit,
  children,
}: {
  readonly title: string
  readonly notice: Elements
  readonly buttons: ReactNode
  readonly onSubmit?: () => void
  readonly children: Elements
}) {
  return (
    <StepPage
      name="file"
      title={title}
      notice={notice}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit?.()
      }}
      submit={buttons}
    >
      {children}
    </StepPage>
  )
}

function Sending({ percent }: { readonly percent: number }) {
  const { follow } = usePhoneWords()
  return (
    <div className="delivery">
      <progress aria-label={follow.progressLabel} max={100} value={percent} />
      <p className="delivery-text">{follow.sending(percent)}</p>
      <p className="visually-hidden" role="status">
        {follow.sending(percent - (percent % 25))}
      </p>
    </div>
  )
}

function Again({ onAgain }: { readonly onAgain: () => void }) {
  const { over } = usePhoneWords()
  return (
    <button type="button" name="newPhoneCode" className="button button-primary" onClick={onAgain}>
      {over.again}
    </button>
  )
}

function GoOnHere({ onPress }: { readonly onPress: () => void }) {
  return (
    <button type="button" name="goOnHere" className="button" onClick={onPress}>
      {usePhoneWords().goOnHere}
    </button>
  )
}

/** Read one by one, and not as a number. */
function spaced(digits = ''): string {
  return Array.from(digits).join(' ')
}
