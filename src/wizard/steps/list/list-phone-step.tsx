import { type ComponentProps, type ComponentType, useEffect, useRef, useState } from 'react'
import { type HandoffErrand, type HandoffView } from '../../../contract/api/handoff.ts'
import { type RequestedEntry } from '../../../contract/requested/list.ts'
import { asRequestError, RequestError } from '../../api/request-error.ts'
import { Failure } from '../../forms/failure.tsx'
import { loadPart } from '../../load-part.ts'
import { isOver } from '../../phone/handoff-api.ts'
import { arrivedFromPhone, listed } from '../../visit/list/list-events.ts'
import { useWizard } from '../../wizard-context.ts'
import { usePageWords } from '../../words/use-words.ts'
import { type PhoneHandoff } from '../phone/phone-step.tsx'
import { readList } from './list-calls.ts'
import { ListEntries } from './list-entries.tsx'
import { useListWords } from './use-list-words.ts'

const wholeList: HandoffErrand = { list: true }

interface Props {
  readonly requested: readonly RequestedEntry[]
}

type Handoff = ComponentType<ComponentProps<typeof PhoneHandoff>>

/** The list while the person's phone works it off. The part for the phone is loaded for those alone who use one. */
export function ListPhoneStep({ requested }: Props) {
  const { loading } = usePageWords()
  const { reporter } = useWizard()
  const [attempt, setAttempt] = useState(0)
  const [part, setPart] = useState<{ readonly Handoff: Handoff } | RequestError>()
  useEffect(() => {
    loadPart(import('../phone/phone-step.tsx')).then(
      (loaded) => setPart({ Handoff: loaded.PhoneHandoff }),
      (thrown: unknown) => setPart(asRequestError(thrown)),
    )
  }, [attempt])
  if (part instanceof RequestError) {
    const tryAgain = () => {
      setPart(undefined)
      setAttempt(attempt + 1)
    }
    return <Failure error={part} reporter={reporter} onTryAgain={tryAgain} />
  }
  if (!part) return <p role="status">{loading}</p>
  return <HandedList requested={requested} Handoff={part.Handoff} />
}

/** What arrives at the phone is taken as if it had been sent from here. */
function HandedList({ requested, Handoff }: Props & { readonly Handoff: Handoff }) {
  const { api, store } = useWizard()
  const { phone } = useListWords()
  const known = useRef('')

  const hear = (view: HandoffView) => {
    const { percent, arrived } = view
    for (const { documentId, file } of arrived) {
      if (file) store.dispatch(arrivedFromPhone({ documentId, ...file }))
    }
    if (isOver(view) && view.reason === 'done') {
      store.dispatch({ type: 'handedOver', handoffId: undefined })
      return
    }
    // All but the progress of a picture can be another document. What arrived stands here, even if nobody answers.
    const stage = JSON.stringify([percent === undefined && view.version, arrived.length])
    if (stage === known.current) return
    known.current = stage
    readList(api).then(
      (list) => store.dispatch(listed(list)),
      () => {},
    )
  }
  return (
    <Handoff name="list" errand={wholeList} hear={hear} words={phone}>
      <ListEntries requested={requested} />
    </Handoff>
  )
}
