import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { type RequestedSide, type Side } from '../../../contract/requested/side.ts'
import { documentOfSide, sidesOf, stateOfEntry } from '../../../contract/requested/state-of-entry.ts'
import { useLocale, useWords } from '../../words/use-words.ts'
import { nameOfEntry } from './name-of-entry.ts'
import { type useList } from './use-list.ts'
import { useListWords } from './use-list-words.ts'

type List = ReturnType<typeof useList>

interface ListWork {
  readonly list: List
  /** The side that the page's main button leads to. */
  readonly next: RequestedSide | undefined
  readonly maySkip: boolean
}

/** Where each entry stands, with what can be done about it. Without `work` they can only be read. */
export function ListEntries({
  requested,
  work,
}: {
  readonly requested: readonly RequestedEntry[]
  readonly work?: ListWork
}) {
  return (
    <ul className="requested">
      {requested.map((entry) => (
        <Entry key={entry.key} entry={entry} work={work} />
      ))}
    </ul>
  )
}

function Entry({ entry, work }: { readonly entry: RequestedEntry; readonly work: ListWork | undefined }) {
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
        sidesOf(entry).map((side) => <EntrySide key={side} entry={entry} side={side} work={work} />)
      )}
      {/* The same button before and after, which keeps the focus. */}
      {optional && state !== 'done' && work?.maySkip && (
        <SkipButton entry={entry} isSkipped={!isSkipped} list={work.list} />
      )}
    </li>
  )
}

function EntrySide({
  entry,
  side,
  work,
}: {
  readonly entry: RequestedEntry
  readonly side: Side
  readonly work: ListWork | undefined
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
  const isNext = work?.next?.key === key && work.next.side === side
  return (
    <div className="requested-side" data-side={side} data-state={state}>
      <p>
        {sides === 2 && <strong>{`${sideName}: `}</strong>}
        <span className="requested-state">{text}</span>
      </p>
      {state !== 'uploaded' && work && (
        <button
          type={isNext ? 'submit' : 'button'}
          name="choose"
          className={isNext ? 'button button-primary' : 'button'}
          aria-disabled={work.list.state.kind === 'asking' || undefined}
          onClick={isNext ? undefined : () => work.list.choose({ key, side })}
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

function useDay() {
  const format = new Intl.DateTimeFormat(useLocale(), { day: 'numeric', month: 'long' })
  return (time: string) => format.format(new Date(time))
}
