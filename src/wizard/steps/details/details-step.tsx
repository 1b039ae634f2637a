import { useEffect, useState } from 'react'
import { useWatch } from 'react-hook-form'
import {
  codePointLength,
  extensions,
  nameMaxLength,
  noteMaxLength,
} from '../../../contract/document/document.ts'
import { Field, FieldGroup } from '../../forms/field.tsx'
import { Radios } from '../../forms/radios.tsx'
import { readFields } from '../../forms/read-fields.ts'
import { useErrorSummary } from '../../forms/use-error-summary.tsx'
import { useSchemaForm } from '../../forms/use-schema-form.ts'
import { isLocked } from '../../visit/visit-rules.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useLocale, useWords } from '../../words/use-words.ts'
import { asSentDetails, judgeDetails, requestOf, type TypedDetails } from './details-form.ts'
import { loadProblems, problemText } from './detail-problem.ts'
import { SettledAnswers, StepPage, SubmitButton } from '../step-page.tsx'
import { RegistrationProblem } from './registration-problem.tsx'
import { suggestedName } from './suggested-name.ts'
import { useRegistration } from './use-registration.ts'

export function DetailsStep() {
  const words = useWords()
  const locale = useLocale()
  const { rules } = useWizard()
  const [visit, dispatch] = useVisit()
  const { register: registerDocument, isRegistering, error } = useRegistration()
  const { workflow, type, ...typed } = visit.answers
  const [suggestion] = useState(() =>
    typed.name === '' && type ? suggestedName(words, locale, type, visit) : undefined,
  )
  const form = useSchemaForm(judgeDetails, {
    ...typed,
    ...(suggestion !== undefined && { name: suggestion }),
  })
  const values: TypedDetails = { ...typed, ...useWatch({ control: form.control }) }
  const summary = useErrorSummary(form, (field, message, judged) => ({
    controlId: field,
    text: problemText(words, field, message, asSentDetails(judged)),
  }))
  const { errors } = form.formState
  const partsOf = (field: 'name' | 'note' | 'extension' | 'note_author_agent_email', hint: string) => {
    const isGiven = isLocked(rules, field)
    const message = errors[field]?.message
    return {
      id: field,
      isGiven,
      hint: isGiven ? words.given : hint,
      error:
        message === undefined
          ? undefined
          : problemText(words, field, message, asSentDetails(form.getValues())),
      told: summary.toldOf(field),
    }
  }
  const name = partsOf('name', words.details.nameHint)
  const note = partsOf('note', words.details.noteHint)
  const extension = partsOf('extension', words.details.extensionHint)
  const email = partsOf('note_author_agent_email', words.details.emailHint)

  useEffect(() => {
    if (suggestion === undefined) return
    dispatch({ type: 'typed', answers: { name: suggestion, suggestedName: suggestion } })
  }, [suggestion, dispatch])
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: ({ values: answers }) => dispatch({ type: 'typed', answers }),
      }),
    [form, dispatch],
  )

  const [isMoreOpen, setIsMoreOpen] = useState(
    (typed.note !== '' && !isLocked(rules, 'note')) ||
      (typed.isForSomeoneElse && !isLocked(rules, 'note_author_agent_email')),
  )
  const submit = form.handleSubmit(
    (details) => {
      summary.clear()
      if (workflow && type) registerDocument(requestOf({ workflow, type }, details))
    },
    async (found) => {
      await loadProblems()
      summary.show(found)
      if (Object.keys(found).some((field) => field !== 'name')) setIsMoreOpen(true)
    },
  )

  const isSuggested = values.name === visit.answers.suggestedName
  const asksEmail = rules.agent || (rules.isGuest && values.isForSomeoneElse)
  const sent = asSentDetails(values)

  return (
    <StepPage
      name="details"
      title={name.isGiven ? words.details.titleOf(typed.name) : words.details.title}
      hasError={summary.notice !== undefined || error !== null}
      notice={
        summary.notice ??
        (error && !isRegistering && <RegistrationProblem error={error} button={words.continue} />)
      }
      onSubmit={(event) => {
        event.preventDefault()
        if (isRegistering) return
        readFields(form, event.currentTarget)
        void submit(event)
      }}
      submit={
        <SubmitButton isBusy={isRegistering}>
          {isRegistering ? words.details.registering : words.continue}
        </SubmitButton>
      }
    >
      <fieldset disabled={isRegistering}>
        {name.isGiven ? (
          <SettledAnswers answers={{ name: typed.name }} />
        ) : (
          <Field
            {...name}
            label={words.details.name}
            after={words.details.charactersLeft(nameMaxLength - codePointLength(sent.name))}
          >
            {(wiring) => (
              <input
                {...form.register('name')}
                {...wiring}
                type="text"
                autoComplete="off"
                // What is typed then takes the place of a suggestion.
                onFocus={({ currentTarget }) => isSuggested && currentTarget.select()}
              />
            )}
          </Field>
        )}
        <details
          className="more"
          open={isMoreOpen}
          onToggle={({ currentTarget }) => setIsMoreOpen(currentTarget.open)}
        >
          <summary>{words.details.more}</summary>
          <Field
            {...note}
            label={
              <>
                <span>{words.details.note}</span> <span className="optional">{words.optional}</span>
              </>
            }
            after={
              !note.isGiven && (
                <>
                  <p>{words.details.charactersLeft(noteMaxLength - codePointLength(sent.note))}</p>
                  {values.note.trim().includes('\n') && <p>{words.details.joined}</p>}
                </>
              )
            }
          >
            {(wiring) => (
              <textarea
                {...form.register('note')}
                {...wiring}
                rows={note.isGiven ? 1 : 3}
                readOnly={note.isGiven}
              />
            )}
          </Field>
          {extension.isGiven ? (
            <div className="field field-given">
              <span className="field-label">{words.details.extension}</span>
              <span>{words.details.extensionNames[typed.extension]}</span>
              <SettledAnswers answers={{ extension: typed.extension }} />
            </div>
          ) : (
            <FieldGroup {...extension} label={words.details.extension}>
              <Radios
                id="extension"
                isInline
                registration={form.register('extension')}
                options={extensions.map((value) => ({
                  value,
                  label: words.details.extensionNames[value],
                }))}
              />
            </FieldGroup>
          )}
          {rules.isGuest && (
            <label className="choice" htmlFor="isForSomeoneElse">
              <input {...form.register('isForSomeoneElse')} type="checkbox" id="isForSomeoneElse" />
              <span className="choice-text choice-label">{words.details.someoneElse}</span>
            </label>
          )}
          {asksEmail && (
            <Field {...email} label={words.details.email}>
              {(wiring) => (
                <input
                  {...form.register('note_author_agent_email')}
                  {...wiring}
                  type="email"
                  inputMode="email"
                  autoComplete="email"
                  spellCheck={false}
                  readOnly={email.isGiven}
                />
              )}
            </Field>
          )}
        </details>
      </fieldset>
    </StepPage>
  )
}
