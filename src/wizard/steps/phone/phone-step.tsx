import { type ReactNode, useContext, useState } from 'react'
import { type HandoffEndReason, type HandoffErrand, type HandoffView } from '../../../contract/api/handoff.ts'
import { Copyable } from '../../forms/copyable.tsx'
import { type Elements } from '../../forms/elements.ts'
import { Note, RequestProblem } from '../../forms/notice.tsx'
import { type Registration, registrationOf, type StepName, type Visit } from '../../visit/visit.ts'
import { useWizard } from '../../wizard-context.ts'
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
export function PhoneStep({ visit }: { readonly visit: Visit }) {
  const registration = registrationOf(visit)
  return registration && <PhoneFile registration={registration} />
}

function PhoneFile({ registration }: { readonly registration: Registration }) {
  const { store } = useWizard()
  const { documentId, request, mayHaveArrived } = registration
  return (
    <PhoneHandoff
      name="file"
      errand={{ documentId }}
      hear={(view) => {
        // All bytes have come, and nobody has said yet what became of them.
        if (view.percent === 100) store.dispatch({ type: 'uploadRisked', documentId, mayHaveArrived: true })
        const file = view.arrived.find((one) => one.documentId === documentId)?.file
        if (!file) return
        const { name, type, extension } = request
        const { bytes, sha256, uploadedAt, receipt } = file
        // What had arrived before the phone came in need not be what was sent last from here, if anything was.
        const isForEarlierFile = view.id === '' && mayHaveArrived
        store.dispatch({
          type: 'uploaded',
          receipt: {
            documentId,
            name,
            type,
            extension,
            bytes,
            sha256,
            uploadedAt,
            receipt,
            isForEarlierFile,
          },
        })
      }}
    />
  )
}

interface Errand {
  /** The step in whose place this stands. */
  readonly name: StepName
  readonly errand: HandoffErrand
  /** Is told each time how it stands. */
  readonly hear: (view: HandoffView) => void
  /** What is said of a list in place of the words for one picture. */
  readonly words?: { readonly choosing: string } & Partial<Record<HandoffEndReason, string>>
  /** Stands below, while the phone works. */
  readonly children?: Elements
}

/** What a desktop shows while a document or a list is handed to the person's phone: from the code to the end. */
export function PhoneHandoff(errand: Errand) {
  const { store } = useWizard()
  const hasMoved = useContext(MovedContext)
  const [round, setRound] = useState(0)
  return (
    <MovedContext value={hasMoved || round > 0}>
      <Handoff
        key={round}
        {...errand}
        onAgain={() => setRound(round + 1)}
        onAnew={() => {
          store.dispatch({ type: 'handedOver', handoffId: '' })
          setRound(round + 1)
        }}
      />
    </MovedContext>
  )
}

function Handoff({
  onAgain,
  onAnew,
  ...errand
}: Errand & {
  /** Tries once more what failed. */
  readonly onAgain: () => void
  readonly onAnew: () => void
}) {
  const words = usePhoneWords()
  const { loading } = usePageWords()
  const { state, allow, goOnHere } = useHandoff(errand.errand, errand.hear)
  switch (state.kind) {
    case 'beginning':
      return <p role="status">{loading}</p>
    case 'failed':
      return (
        <RequestProblem error={state.error} isWholePage>
          <div className="actions">
            <Again onAgain={onAgain} />
            <GoOnHere onPress={goOnHere} />
          </div>
        </RequestProblem>
      )
    case 'begun':
      return (
        <Begun
          {...errand}
          link={state.link}
          view={state.view}
          notice={state.isOffline && <Note kind="warning">{words.offline}</Note>}
          onAllow={allow}
          onAgain={onAnew}
          onGoOnHere={goOnHere}
        />
      )
    default:
      return state satisfies never
  }
}

function Begun({
  name,
  words: own,
  children,
  link,
  view,
  notice,
  onAllow,
  onAgain,
  onGoOnHere,
}: Errand & {
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
  const hasMoved = useContext(MovedContext)
  const [first] = useState(shown)
  const page = { name, notice, hasMoved: hasMoved || shown !== first }
  switch (shown) {
    case 'waiting':
      return (
        <Page key="waiting" {...page} title={scan.title} buttons={<GoOnHere onPress={onGoOnHere} />}>
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
          {...page}
          title={compare.title}
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
        <Page key="allowed" {...page} title={follow.title} buttons={<GoOnHere onPress={onGoOnHere} />}>
          {isOtherAway && <Note kind="warning">{follow.away}</Note>}
          {percent === undefined ? (
            <p className="lead" role="status">
              {own?.choosing ?? follow.choosing}
            </p>
          ) : (
            <Sending percent={percent} />
          )}
          {state === 'ended' && <Note kind="info">{follow.finishing}</Note>}
          {children}
        </Page>
      )
    case 'ended':
      return (
        <Page
          key="ended"
          {...page}
          title={reason === 'left' ? over.titleLeft : over.title}
          buttons={
            <>
              <Again onAgain={onAgain} />
              <GoOnHere onPress={onGoOnHere} />
            </>
          }
        >
          <p className="lead">{own?.[reason] ?? over.reasons[reason]}</p>
        </Page>
      )
    default:
      return shown satisfies never
  }
}

function Page({
  name,
  title,
  hasMoved,
  notice,
  buttons,
  onSubmit,
  children,
}: {
  readonly name: StepName
  readonly title: string
  readonly hasMoved: boolean
  readonly notice: Elements
  readonly buttons: ReactNode
  readonly onSubmit?: () => void
  readonly children: Elements
}) {
  return (
    <MovedContext value={hasMoved}>
      <StepPage
        name={name}
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
    </MovedContext>
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
