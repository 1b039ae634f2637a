import { useVisit, useWizard } from '../../wizard-context.ts'
import { type AnswersWords, enAnswers } from '../../words/en/answers.ts'
import { frAnswers } from '../../words/fr/answers.ts'
import { useWords } from '../../words/use-words.ts'
import { type Registration, registrationOf, type Visit } from '../../visit/visit.ts'
import { type Fact, Facts } from '../facts.tsx'
import { StepPage, SubmitButton } from '../step-page.tsx'

/** They come with this page, because few see it. */
const answersWords: Readonly<Record<string, AnswersWords>> = { en: enAnswers, fr: frAnswers }

/** Shows the answers once the document is registered. They can be read, and changed only knowingly. */
export function AnswersPage({ visit }: { readonly visit: Visit }) {
  const registration = registrationOf(visit)
  return registration && <Answers registration={registration} />
}

function Answers({ registration }: { readonly registration: Registration }) {
  const all = useWords()
  const words = answersWords[all.language] ?? enAnswers
  const { errand } = useWizard()
  const [, dispatch] = useVisit()
  const { request, documentId } = registration
  const { workflow, type, name, note, extension, note_author_agent_email: email } = request
  const { labels } = words
  const rows: readonly Fact[] = [
    { label: labels.workflow, value: all.workflow.names[workflow] },
    { label: labels.type, value: all.type.names[type] },
    // Where it was registered elsewhere, neither its name nor its note is known here.
    ...(name === undefined
      ? []
      : [
          { label: labels.name, value: name, isVerbatim: true },
          { label: labels.note, value: note ?? words.noNote, isVerbatim: note !== undefined },
        ]),
    { label: labels.extension, value: all.details.extensionNames[extension] },
    ...(email === undefined ? [] : [{ label: labels.email, value: email, isVerbatim: true }]),
  ]
  return (
    <StepPage
      name="answers"
      title={words.title}
      onSubmit={(event) => {
        event.preventDefault()
        dispatch({ type: 'navigated', step: 'file' })
      }}
      submit={
        <>
          <SubmitButton>{words.continue}</SubmitButton>
          {!errand && (
            <button
              type="button"
              name="registerAnew"
              className="button"
              aria-describedby="answers-read-only"
              onClick={() => dispatch({ type: 'answersReopened' })}
            >
              {words.changeAnswers}
            </button>
          )}
        </>
      }
    >
      <p>
        <span>{words.registeredAs}</span> <code translate="no">{documentId}</code>
      </p>
      <Facts rows={rows} />
      {!errand && (
        <p className="hint" id="answers-read-only">
          {words.readOnly}
        </p>
      )}
    </StepPage>
  )
}
