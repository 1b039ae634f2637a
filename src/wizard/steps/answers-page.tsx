import { useVisit } from '../wizard-context.ts'
import { useWords } from '../words/use-words.ts'
import { type Registration } from '../visit/visit.ts'
import { StepPage, SubmitButton } from './step-page.tsx'

/** What the questions turn into once the document is registered: to be read, and to be changed only knowingly. */
export function AnswersPage({ registration }: { readonly registration: Registration }) {
  const words = useWords()
  const [, dispatch] = useVisit()
  const { request, documentId } = registration
  const rows: readonly (readonly [string, string])[] = [
    [words.answers.labels.workflow, words.workflow.names[request.workflow]],
    [words.answers.labels.type, words.type.names[request.type]],
    [words.answers.labels.name, request.name],
    [words.answers.labels.note, request.note ?? words.answers.noNote],
    [words.answers.labels.extension, words.details.extensionNames[request.extension]],
    ...(request.note_author_agent_email
      ? [[words.answers.labels.email, request.note_author_agent_email] as const]
      : []),
  ]
  return (
    <StepPage
      name="answers"
      title={words.answers.title}
      canGoBack={false}
      onSubmit={(event) => {
        event.preventDefault()
        dispatch({ type: 'navigated', step: 'file' })
      }}
      submit={
        <>
          <SubmitButton>{words.answers.continue}</SubmitButton>
          <button
            type="button"
            name="registerAnew"
            className="button"
            aria-describedby="answers-read-only"
            onClick={() => dispatch({ type: 'answersReopened' })}
          >
            {words.answers.changeAnswers}
          </button>
        </>
      }
    >
      <p>
        {words.answers.registeredAs} <code>{documentId}</code>.
      </p>
      <dl className="facts">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="hint" id="answers-read-only">
        {words.answers.readOnly}
      </p>
    </StepPage>
  )
}
