import { type KeyboardEvent, useState } from 'react'
import { useWatch } from 'react-hook-form'
import * as z from 'zod/mini'
import { type DocumentType, documentTypes, documentTypeSchema } from '../../../contract/document.ts'
import { FieldGroup } from '../../forms/field.tsx'
import { focusControl } from '../../forms/focus.ts'
import { Radios } from '../../forms/radios.tsx'
import { readFields } from '../../forms/read-fields.ts'
import { useErrorSummary } from '../../forms/use-error-summary.tsx'
import { useSchemaForm } from '../../forms/use-schema-form.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { type Words } from '../../words/en.ts'
import { useWords } from '../../words/use-words.ts'
import { StepPage, SubmitButton } from '../step-page.tsx'

const typeFormSchema = z.object({ type: documentTypeSchema })
const groupId = 'type'
const searchId = 'type-search'

const groups: readonly {
  readonly name: keyof Words['type']['groups']
  readonly types: readonly DocumentType[]
}[] = [
  {
    name: 'identity',
    types: [
      'passport',
      'license',
      'identification_card',
      'residence_permit',
      'canada_provincial_id',
      'indigenous_card',
    ],
  },
  { name: 'address', types: ['utility'] },
  { name: 'income', types: ['paystub', 'bank_statement'] },
  { name: 'tax', types: ['w2', '1099', '1120', '1065', 't1', 't4'] },
  { name: 'other', types: ['contract', 'internal', 'other'] },
]

/** Fewer types than this are seen at one glance and need no search. */
const searchFrom = 7

export function TypeStep() {
  const words = useWords()
  const { rules } = useWizard()
  const [visit, dispatch] = useVisit()
  const [search, setSearch] = useState('')
  const form = useSchemaForm(typeFormSchema, visit.answers.type && { type: visit.answers.type })
  const chosen = useWatch({ control: form.control, name: 'type' })
  const allowed = rules.types ?? documentTypes
  const matching = allowed.filter((type) => matches(type, search, words))
  // A chosen type stays in sight, whatever is searched for: nobody can check what they can't see.
  const shown = allowed.filter((type) => matching.includes(type) || type === chosen)
  const summary = useErrorSummary(form, () => ({ controlId: groupId, text: words.type.missing }))
  const submit = form.handleSubmit(
    (answers) => dispatch({ type: 'answered', question: 'type', answers }),
    summary.show,
  )
  /** Enter chooses the only match. Once that is chosen, Enter goes on, as it does everywhere. */
  const chooseOnlyMatch = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || search === '' || isComposing(event)) return
    const [only, ...others] = matching
    const isOnly = only !== undefined && others.length === 0
    if (isOnly && only === chosen && !event.repeat) return
    event.preventDefault()
    if (isOnly) form.setValue('type', only, { shouldValidate: true })
  }
  return (
    <StepPage
      name="type"
      title={words.type.title}
      hasError={summary.notice !== undefined}
      notice={summary.notice}
      onSubmit={(event) => {
        readFields(form, event.currentTarget)
        void submit(event)
      }}
      submit={<SubmitButton>{words.continue}</SubmitButton>}
    >
      {allowed.length >= searchFrom && (
        <div className="field">
          <label className="field-label" htmlFor={searchId}>
            {words.type.search}
          </label>
          <p className="hint" id="type-search-hint">
            {words.type.searchHint}
          </p>
          <input
            id={searchId}
            type="search"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby="type-search-hint"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={chooseOnlyMatch}
          />
          <p className="visually-hidden" role="status">
            {search && words.type.found(matching.length)}
          </p>
          {matching.length === 0 && (
            <p className="hint">
              <span>
                {allowed.includes('other') ? words.type.nothingFoundButOther : words.type.nothingFound}
              </span>{' '}
              <button
                type="button"
                className="link"
                onClick={() => {
                  setSearch('')
                  focusControl(searchId)
                }}
              >
                {words.type.clear}
              </button>
            </p>
          )}
        </div>
      )}
      <FieldGroup
        id={groupId}
        label={<span className="visually-hidden">{words.type.title}</span>}
        error={form.formState.errors.type && words.type.missing}
        told={summary.toldOf(groupId)}
      >
        {groups.map(({ name, types }) => {
          const options = types.filter((type) => shown.includes(type))
          if (options.length === 0) return null
          return (
            <fieldset key={name}>
              <legend className="choices-title">{words.type.groups[name]}</legend>
              <Radios
                id={groupId}
                registration={form.register('type')}
                options={options.map((value) => ({
                  value,
                  label: words.type.names[value],
                  hint: words.type.hints[value],
                }))}
              />
            </fieldset>
          )
        })}
      </FieldGroup>
    </StepPage>
  )
}

/** Whether this Enter ends the composing of a word. In Safari only the key code tells (WebKit 165004). */
function isComposing({ nativeEvent: { isComposing, keyCode } }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}

/** Whether every word typed begins a word of the document's names or its group, in any case and accent. */
function matches(type: DocumentType, search: string, words: Words): boolean {
  const group = groups.find(({ types }) => types.includes(type))?.name ?? 'other'
  const text = plain(
    `${words.type.names[type]} ${words.type.hints[type]} ${words.type.groups[group]} ${type}`,
  )
  return plain(search)
    .split(' ')
    .every((word) => text.includes(` ${word}`))
}

function plain(text: string): string {
  const letters = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f’']/g, '')
    .toLowerCase()
  return ` ${letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()}`
}
