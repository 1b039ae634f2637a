import { sidesOf, stateOfEntry, documentOfSide } from '../../../contract/requested/state-of-entry.ts'
import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { type RequestedSide, type Side } from '../../../contract/requested/side.ts'
import { Note, RequestProblem } from '../../forms/notice.tsx'
import { type Visit } from '../../visit/visit.ts'
import { useWizard } from '../../wizard-context.ts'
import { enList, type ListWords } from '../../words/en/list.ts'
import { frList } from '../../words/fr/list.ts'
import { useLocale, usePageWords, useWords } from '../../words/use-words.ts'
import { nameOfEntry } from './name-of-entry.ts'
import { StepPage, SubmitButton } from '../step-page.tsx'
import { useList } from './use-list.ts'

/** They come with this page, because most people never see it. */
const listWords: Readonly<Record<string, ListWords>> = { en: enList, fr: frList }

type List = ReturnType<typeof useList>

/** The documents that are asked for: what is needed, what is open, what has arrived. */
export function ListStep({
  visit,
  requested,
  hasNews,
}: {
  readonly visit: Visit
  readonly requested: readonly RequestedEntry[]
  /** The list has led here, because it is another one than it was believed to be. */
  readonly hasNews: boolean
}) {
  const words = useListWords()
  const { store } = useWizard()
  const list = useList(visit)
  const asked = requested.filter((entry) => stateOfEntry(entry) !== 'skipped')
  const open = asked.filter((entry) => stateOfEntry(entry) === 'open')
  const next = nextSide(open)
  const isAllDone = open.length === 0
  const finish = () => store.dispatch({ type: 'finished' })
  const { state } = list
  return (
    <StepPage
      name="list"
      title={words.title}
      hasError={state.kind === 'failed'}
      notice={
        state.kind === 'failed' ? (
          <RequestProblem error={state.error} />
        ) : (
          (state.kind === 'changed' || hasNews) && (
            <div role="status">
              <Note kind="info">{words.changed}</Note>
            </div>
          )
        )
      }
      onSubmit={(event) => {
        event.preventDefault()
        if (next) list.choose(next)
        else finish()
      }}
      submit={
        isAllDone ? (
          <SubmitButton>{words.done}</SubmitButton>
        ) : (
          <button type="button" name="finish" className="button" onClick={finish}>
            {open.every(({ optional }) => optional) ? words.done : words.later}
          </button>
        )
      }
    >
      <p className="lead" role="status">
        {isAllDone ? words.allDone : words.progress(asked.length - open.length, asked.length)}
      </p>
      <ul className="requested">
        {requested.map((entry) => (
          <Entry key={entry.key} entry={entry} next={next} list={list} />
        ))}
      </ul>
      {!isAllDone && <p className="hint">{words.laterHint}</p>}
    </StepPage>
  )
}

/** What is said at the end: of everything that is asked for, in whatever visit it came. */
export function useEnding(requested: readonly RequestedEntry[]) {
  const words = useListWords()
  const { finished } = useWords()
  const missing = requested.filter((entry) => stateOfEntry(entry) === 'open' && !entry.optional).length
  return missing > 0
    ? { title: words.later, advice: words.stillMissing(missing) }
    : { title: finished.title, advice: words.allDone }
}

/** What is needed comes before what may be skipped, in the partner's order. */
function nextSide(open: readonly RequestedEntry[]): RequestedSide | undefined {
  const entry = open.find(({ optional }) => !optional) ?? open[0]
  const side = entry && sidesOf(entry).find((one) => documentOfSide(entry, one)?.state !== 'uploaded')
  return entry && side && { key: entry.key, side }
}

function Entry({
  entry,
  next,
  list,
}: {
  readonly entry: RequestedEntry
  readonly next: RequestedSide | undefined
  readonly list: List
}) {
  const words = useListWords()
  const all = useWords()
  const { optional: optionalMark } = all
  const { key, title, hint, types, optional } = entry
  const state = stateOfEntry(entry)
  const isSkipped = state === 'skipped'
  return (
    <li className={`requested-entry requested-${state}`} data-key={key} data-state={state}>
      <h2>
        <span>{nameOfEntry(all, entry)}</span>
        {optional && <span className="optional">{` ${optionalMark}`}</span>}
      </h2>
      {hint !== undefined && <p className="hint">{hint}</p>}
      {title !== undefined && types.length > 1 && (
        <p className="hint">{`${words.accepted} ${nameOfEntry(all, { key, types })}`}</p>
      )}
      {isSkipped ? (
        <div className="requested-side">
          <p>{words.skipped}</p>
        </div>
      ) : (
        sidesOf(entry).map((side) => (
          <EntrySide key={side} entry={entry} side={side} next={next} list={list} />
        ))
      )}
      {/* The same button before and after, which keeps the focus. */}
      {optional && state !== 'done' && <SkipButton entry={entry} isSkipped={!isSkipped} list={list} />}
    </li>
  )
}

function EntrySide({
  entry,
  side,
  next,
  list,
}: {
  readonly entry: RequestedEntry
  readonly side: Side
  readonly next: RequestedSide | undefined
  readonly list: List
}) {
  const words = useListWords()
  const all = useWords()
  const day = useDay()
  const { key, sides, optional } = entry
  const document = documentOfSide(entry, side)
  const sideName = side === 1 ? words.front : words.back
  const state = document?.state ?? 'needed'
  const text = {
    needed: optional ? words.notNeeded : words.needed,
    open: words.pictureMissing,
    unconfirmed: words.unconfirmed,
    uploaded:
      document?.dtsUploadedAt === undefined ? words.arrived : words.arrivedOn(day(document.dtsUploadedAt)),
  }[state]
  const action = { needed: words.add, open: words.addPicture, unconfirmed: words.sendAgain }
  const isNext = next?.key === key && next.side === side
  return (
    <div className="requested-side" data-side={side} data-state={state}>
      <p>
        {sides === 2 && <strong>{`${sideName}: `}</strong>}
        <span className="requested-state">{text}</span>
      </p>
      {state !== 'uploaded' && (
        <button
          type={isNext ? 'submit' : 'button'}
          name="choose"
          className={isNext ? 'button button-primary' : 'button'}
          aria-disabled={list.state.kind === 'asking' || undefined}
          onClick={isNext ? undefined : () => list.choose({ key, side })}
        >
          <span>{action[state]}</span>
          <span className="visually-hidden">{` ${nameOfEntry(all, entry, side)}`}</span>
        </button>
      )}
    </div>
  )
}

function SkipButton({
  entry,
  isSkipped,
  list,
}: {
  readonly entry: RequestedEntry
  /** What the press makes of it. */
  readonly isSkipped: boolean
  readonly list: List
}) {
  const words = useListWords()
  const all = useWords()
  return (
    <button
      type="button"
      name={isSkipped ? 'skip' : 'takeBack'}
      className="link requested-skip"
      aria-disabled={list.state.kind === 'asking' || undefined}
      onClick={() => list.changeSkip(entry.key, isSkipped)}
    >
      <span>{isSkipped ? words.skip : words.takeBack}</span>
      <span className="visually-hidden">{` ${nameOfEntry(all, entry)}`}</span>
    </button>
  )
}

export function useListWords(): ListWords {
  return listWords[usePageWords().language] ?? enList
}

function useDay() {
  const format = new Intl.DateTimeFormat(useLocale(), { day: 'numeric', month: 'long' })
  return (time: string) => format.format(new Date(time))
}
