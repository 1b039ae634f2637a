import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { type Registration, registrationOf, type Visit } from '../../visit/visit.ts'
import { type Fact, Facts } from '../facts.tsx'
import { StepPage, SubmitButton } from '../step-page.tsx'

/** Shows the answers once the document is registered. They can be read, and changed only knowingly. */
export function AnswersPage({ visit }: { readonly visit: Visit }) {
  const registration = registrationOf(visit)
  return registration && <Answers registration={registration} />
}

function Answers({ registration }: { readonly registration: Registration }) {
  const words = useWords()
  const { errand } = useWizard()
  const [, dispatch] = useVisit()
  const { request, documentId } = registration
  const { workflow, type, name, note, extension, note_author_agent_email: email } = request
  const { labels } = words.answers
  const rows: readonly Fact[] = [
    { label: labels.workflow, value: words.workflow.names[workflow] },
    { label: labels.type, value: words.type.names[type] },
    // Where it was registered elsewhere, neither its name nor its note is known here.
    ...(name === undefined
      ? []
      : [
          { label: labels.name, value: name, isVerbatim: true },
          { label: labels.note, value: note ?? words.answers.noNote, isVerbatim: note !== undefined },
        ]),
    { label: labels.extension, value: words.details.extensionNames[extension] },
    ...(email === undefined ? [] : [{ label: labels.email, value: email, isVerbatim: true }]),
  ]
  return (
    <StepPage
      name="answers"
      title={words.answers.title}
      onSubmit={(event) => {
        event.preventDefault()
        dispatch({ type: 'navigated', step: 'file' })
      }}
      submit={
        <>
          <SubmitButton>{words.answers.continue}</SubmitButton>
          {!errand && (
            <button
              type="button"
              name="registerAnew"
              className="button"
              aria-describedby="answers-read-only"
              onClick={() => dispatch({ type: 'answersReopened' })}
            >
              {words.answers.changeAnswers}
            </button>
          )}
        </>
      }
    >
      <p>
        <span>{words.answers.registeredAs}</span> <code translate="no">{documentId}</code>
      </p>
      <Facts rows={rows} />
      {!errand && (
        <p className="hint" id="answers-read-only">
          {words.answers.readOnly}
        </p>
      )}
    </StepPage>
  )
}
