import { useEffect } from 'react'
import { useWatch } from 'react-hook-form'
import { codePointLength, extensions, nameMaxLength, noteMaxLength } from '../../../contract/document.ts'
import { type RequestError } from '../../api/request-error.ts'
import { Field, FieldGroup } from '../../forms/field.tsx'
import { RequestProblem } from '../../forms/notice.tsx'
import { Radios } from '../../forms/radios.tsx'
import { readFields } from '../../forms/read-fields.ts'
import { useErrorSummary } from '../../forms/use-error-summary.tsx'
import { useSchemaForm } from '../../forms/use-schema-form.ts'
import { isLocked } from '../../visit/visit-rules.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { asSentDetails, judgeDetails, requestOf, type TypedDetails } from './details-form.ts'
import { loadProblems, problemText } from './detail-problem.ts'
import { SettledAnswers, StepPage, SubmitButton } from '../step-page.tsx'
import { useRegistration } from './use-registration.ts'

export function DetailsStep() {
  const words = useWords()
  const { rules } = useWizard()
  const [visit, dispatch] = useVisit()
  const { register: registerDocument, isRegistering, error } = useRegistration()
  const { workflow, type, ...typed } = visit.answers
  const form = useSchemaForm(judgeDetails, typed)
  const values: TypedDetails = { ...typed, ...useWatch({ control: form.control }) }
  const summary = useErrorSummary(form, (field, message, judged) => ({
    controlId: field,
    text: problemText(words, field, message, asSentDetails(judged)),
  }))
  const { errors } = form.formState
  const problemOf = (field: 'name' | 'note' | 'extension' | 'note_author_agent_email') => {
    const message = errors[field]?.message
    return {
      error:
        message === undefined
          ? undefined
          : problemText(words, field, message, asSentDetails(form.getValues())),
      told: summary.toldOf(field),
    }
  }

  useEffect(
    () =>
      form.subscribe({
        formState: { values: true },
        callback: ({ values: answers }) => dispatch({ type: 'typed', answers }),
      }),
    [form, dispatch],
  )

  const submit = form.handleSubmit(
    (details) => {
      summary.clear()
      if (workflow && type) registerDocument(requestOf({ workflow, type }, details))
    },
    async (found) => {
      await loadProblems()
      summary.show(found)
    },
  )

  const asksEmail = rules.agent || (rules.isGuest && values.isForSomeoneElse)
  const sent = asSentDetails(values)
  const given = (field: 'name' | 'note' | 'extension' | 'note_author_agent_email') =>
    isLocked(rules, field) ? words.given : undefined

  return (
    <StepPage
      name="details"
      title={words.details.title}
      hasError={summary.notice !== undefined || error !== null}
      notice={summary.notice ?? (error && !isRegistering && <RegistrationProblem error={error} />)}
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
        <Field
          id="name"
          label={words.details.name}
          hint={given('name') ?? words.details.nameHint}
          {...problemOf('name')}
          after={!given('name') && words.details.charactersLeft(nameMaxLength - codePointLength(sent.name))}
        >
          {(wiring) => (
            <input
              {...form.register('name')}
              {...wiring}
              type="text"
              autoComplete="off"
              readOnly={isLocked(rules, 'name')}
            />
          )}
        </Field>
        <Field
          id="note"
          label={
            <>
              <span>{words.details.note}</span> <span className="optional">{words.optional}</span>
            </>
          }
          hint={given('note') ?? words.details.noteHint}
          {...problemOf('note')}
          after={
            !given('note') && (
              <>
                <p>{words.details.charactersLeft(noteMaxLength - codePointLength(sent.note))}</p>
                {values.note.trim().includes('\n') && <p>{words.details.joined}</p>}
              </>
            )
          }
        >
          {(wiring) => (
            <textarea {...form.register('note')} {...wiring} rows={3} readOnly={isLocked(rules, 'note')} />
          )}
        </Field>
        <FieldGroup
          id="extension"
          label={words.details.extension}
          hint={given('extension') ?? words.details.extensionHint}
          {...problemOf('extension')}
        >
          {isLocked(rules, 'extension') ? (
            <>
              <p className="given">{words.details.extensionNames[typed.extension]}</p>
              <SettledAnswers answers={{ extension: typed.extension }} />
            </>
          ) : (
            <Radios
              id="extension"
              isInline
              registration={form.register('extension')}
              options={extensions.map((value) => ({
                value,
                label: words.details.extensionNames[value],
                hint: words.details.extensionHints[value],
              }))}
            />
          )}
        </FieldGroup>
        {rules.isGuest && (
          <label className="choice" htmlFor="isForSomeoneElse">
            <input {...form.register('isForSomeoneElse')} type="checkbox" id="isForSomeoneElse" />
            <span className="choice-text choice-label">{words.details.someoneElse}</span>
          </label>
        )}
        {asksEmail && (
          <Field
            id="note_author_agent_email"
            label={words.details.email}
            hint={given('note_author_agent_email') ?? words.details.emailHint}
            {...problemOf('note_author_agent_email')}
          >
            {(wiring) => (
              <input
                {...form.register('note_author_agent_email')}
                {...wiring}
                type="email"
                inputMode="email"
                autoComplete="email"
                spellCheck={false}
                readOnly={isLocked(rules, 'note_author_agent_email')}
              />
            )}
          </Field>
        )}
      </fieldset>
    </StepPage>
  )
}

function RegistrationProblem({ error }: { readonly error: RequestError }) {
  const words = useWords()
  return error.isUnconfirmed ? (
    <RequestProblem
      title={words.details.registerUnconfirmed}
      error={error}
      advice={words.details.unconfirmedAdvice}
    />
  ) : (
    <RequestProblem title={words.details.registerFailed} error={error} />
  )
}
