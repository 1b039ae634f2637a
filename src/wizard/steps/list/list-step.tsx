import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { type RequestedSide } from '../../../contract/requested/side.ts'
import { documentOfSide, sidesOf, stateOfEntry } from '../../../contract/requested/state-of-entry.ts'
import { Note, RequestProblem } from '../../forms/notice.tsx'
import { type Visit } from '../../visit/visit.ts'
import { useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { hasCameraControl } from '../file/picker/camera-control.ts'
import { StepPage, SubmitButton } from '../step-page.tsx'
import { ListEntries } from './list-entries.tsx'
import { useList } from './use-list.ts'
import { useListWords } from './use-list-words.ts'

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
  const { file } = useWords()
  const { store, errand } = useWizard()
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
          !errand && (
            <>
              {!hasCameraControl() && (
                <button
                  type="button"
                  name="usePhone"
                  className="button"
                  onClick={() => store.dispatch({ type: 'handedOver', handoffId: '' })}
                >
                  {file.usePhone}
                </button>
              )}
              <button type="button" name="finish" className="button" onClick={finish}>
                {open.every(({ optional }) => optional) ? words.done : words.later}
              </button>
            </>
          )
        )
      }
    >
      <p className="lead" role="status">
        {isAllDone ? words.allDone : words.progress(asked.length - open.length, asked.length)}
      </p>
      <ListEntries requested={requested} work={{ list, next, maySkip: !errand }} />
      {!isAllDone && !errand && <p className="hint">{words.laterHint}</p>}
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
