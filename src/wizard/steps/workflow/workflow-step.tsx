import * as z from 'zod/mini'
import { workflows, workflowSchema } from '../../../contract/document/document.ts'
import { FieldGroup } from '../../forms/field.tsx'
import { Radios } from '../../forms/radios.tsx'
import { readFields } from '../../forms/read-fields.ts'
import { useErrorSummary } from '../../forms/use-error-summary.tsx'
import { useSchemaForm } from '../../forms/use-schema-form.ts'
import { useVisit } from '../../wizard-context.ts'
import { usePageWords } from '../../words/use-words.ts'
import { StepPage, SubmitButton } from '../step-page.tsx'

const workflowFormSchema = z.object({ workflow: workflowSchema })
const groupId = 'workflow'

export function WorkflowStep() {
  const words = usePageWords()
  const [visit, dispatch] = useVisit()
  const { workflow } = visit.answers
  const form = useSchemaForm(workflowFormSchema, workflow && { workflow })
  const summary = useErrorSummary(form, () => ({ controlId: groupId, text: words.workflow.missing }))
  const submit = form.handleSubmit(
    (answers) => dispatch({ type: 'answered', question: 'workflow', answers }),
    summary.show,
  )
  return (
    <StepPage
      name="workflow"
      title={words.workflow.title}
      hasError={summary.notice !== undefined}
      notice={summary.notice}
      onSubmit={(event) => {
        readFields(form, event.currentTarget)
        void submit(event)
      }}
      submit={<SubmitButton>{words.continue}</SubmitButton>}
    >
      <FieldGroup
        id={groupId}
        label={<span className="visually-hidden">{words.workflow.title}</span>}
        error={form.formState.errors.workflow && words.workflow.missing}
        told={summary.toldOf(groupId)}
      >
        <Radios
          id={groupId}
          registration={form.register('workflow')}
          options={workflows.map((value) => ({
            value,
            label: words.workflow.names[value],
            hint: words.workflow.hints[value],
          }))}
        />
      </FieldGroup>
    </StepPage>
  )
}
