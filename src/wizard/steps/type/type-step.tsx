import { type KeyboardEvent, useState } from 'react'
import { type UseFormRegisterReturn, useWatch } from 'react-hook-form'
import * as z from 'zod/mini'
import { loadInTime } from '../../../browser/load-in-time.ts'
import { type DocumentType, documentTypes, documentTypeSchema } from '../../../contract/document/document.ts'
import { FieldGroup } from '../../forms/field.tsx'
import { focusControl } from '../../forms/focus.ts'
import { Radios } from '../../forms/radios.tsx'
import { readFields } from '../../forms/read-fields.ts'
import { useErrorSummary } from '../../forms/use-error-summary.tsx'
import { useSchemaForm } from '../../forms/use-schema-form.ts'
import { useVisit, useWizard } from '../../wizard-context.ts'
import { useWords } from '../../words/use-words.ts'
import { StepPage, SubmitButton } from '../step-page.tsx'
import { type findTypes } from './find-types.ts'
import { atOneGlance, offeredTypes } from './offered-types.ts'

const typeFormSchema = z.object({ type: documentTypeSchema })
const groupId = 'type'
const searchId = 'type-search'

/** The search with all the names that people use. Most find their document without it. */
interface Finder {
  readonly findTypes: typeof findTypes
}
let loadedFinder: Finder | undefined

async function loadFinder(): Promise<Finder> {
  return (loadedFinder ??= await loadInTime(import('./find-types.ts')))
}

export function TypeStep() {
  const words = useWords()
  const { rules } = useWizard()
  const [visit, dispatch] = useVisit()
  const [search, setSearch] = useState('')
  const [finder, setFinder] = useState(loadedFinder)
  const [isMissing, setIsMissing] = useState(false)
  const form = useSchemaForm(typeFormSchema, visit.answers.type && { type: visit.answers.type })
  const chosen = useWatch({ control: form.control, name: 'type' })
  // Nobody can check what they can't see. What is chosen never moves under the finger, though.
  const [inSight, setInSight] = useState(chosen)

  const offer = offeredTypes(visit.answers.workflow ?? 'PERSONAL', rules.types)
  const allowed = Array.from(new Set([...offer.first, ...offer.more, ...(rules.types ?? documentTypes)]))
  const find = (typed: string) => loadedFinder?.findTypes(typed, allowed, words)
  const found = finder && search ? find(search) : undefined
  const shown = new Set(found?.types ?? offer.first)
  if (found?.types.length === 0 && allowed.includes('other')) shown.add('other')
  const kept = found ? chosen : inSight
  if (kept) shown.add(kept)
  const more = found ? [] : offer.more.filter((type) => !shown.has(type))

  const summary = useErrorSummary(form, () => ({ controlId: groupId, text: words.type.missing }))
  const submit = form.handleSubmit(
    (answers) => dispatch({ type: 'answered', question: 'type', answers }),
    summary.show,
  )
  const load = async () => {
    setIsMissing(false)
    try {
      setFinder(await loadFinder())
    } catch {
      setIsMissing(true)
    }
  }
  const lookFor = (typed: string) => {
    if (!finder) void load()
    setInSight(chosen)
    setSearch(typed)
  }
  const choose = (typed: string) => {
    const [only, ...others] = find(typed)?.types ?? []
    if (only && others.length === 0) form.setValue('type', only, { shouldValidate: true })
  }
  /** Enter chooses the only match. Once that is chosen, Enter goes on, as it does everywhere. */
  const chooseOnlyMatch = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' || search === '' || isComposing(event)) return
    const isChosen = found?.types.length === 1 && found.types[0] === chosen
    if (isChosen && !event.repeat) return
    event.preventDefault()
    if (finder) choose(search)
    // What is pressed before the search is there counts once it is.
    else void load().then(() => choose(search))
  }
  const registration = form.register('type')
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
      {allowed.length > atOneGlance && (
        <div className="field">
          <label className="field-label" htmlFor={searchId}>
            {words.type.search}
          </label>
          <input
            id={searchId}
            type="search"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby="type-found"
            value={search}
            onFocus={() => void load()}
            onChange={(event) => lookFor(event.target.value)}
            onKeyDown={chooseOnlyMatch}
          />
          <p
            className="hint"
            role="status"
            id="type-found"
            aria-busy={search !== '' && !finder && !isMissing}
          >
            {search === ''
              ? words.type.searchHint
              : isMissing
                ? words.errors.partNotLoaded.title
                : found && (found.refusal ?? words.type.found(found.types.length))}
          </p>
          {found?.types.length === 0 && (
            <button
              type="button"
              className="link"
              onClick={() => {
                lookFor('')
                focusControl(searchId)
              }}
            >
              {words.type.clear}
            </button>
          )}
        </div>
      )}
      <FieldGroup
        id={groupId}
        label={<span className="visually-hidden">{words.type.title}</span>}
        error={form.formState.errors.type && words.type.missing}
        told={summary.toldOf(groupId)}
      >
        <TypeRadios registration={registration} types={shown} />
        {more.length > 0 && (
          <details
            className="more"
            onToggle={({ currentTarget: { open } }) => {
              if (!open) setInSight(chosen)
            }}
          >
            <summary>{words.type.more}</summary>
            <TypeRadios registration={registration} types={more} />
          </details>
        )}
      </FieldGroup>
    </StepPage>
  )
}

function TypeRadios({
  types,
  registration,
}: {
  readonly types: Iterable<DocumentType>
  readonly registration: UseFormRegisterReturn
}) {
  const { names, hints } = useWords().type
  return (
    <Radios
      id={groupId}
      registration={registration}
      options={Array.from(types, (value) => ({
        value,
        label: names[value],
        hint: (hints as Partial<Record<DocumentType, string>>)[value],
        drawing: value,
      }))}
    />
  )
}

/** Whether this Enter ends the composing of a word. In Safari only the key code tells (WebKit 165004). */
function isComposing({ nativeEvent: { isComposing, keyCode } }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229
}
