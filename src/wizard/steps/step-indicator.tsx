import { askedQuestions } from '../visit/visit-rules.ts'
import { useVisit, useWizard } from '../wizard-context.ts'
import { usePageWords } from '../words/use-words.ts'

export function StepIndicator() {
  const words = usePageWords()
  const { rules } = useWizard()
  const [visit] = useVisit()
  const steps = [...askedQuestions(rules), 'file', 'receipt'] as const
  const current = steps.findIndex((step) => step === visit.step)
  const step = steps[current]
  if (!step) return null
  const name = words.steps[step]
  return (
    <nav className="steps" aria-label={words.steps.label}>
      <p className="steps-position">{words.steps.position(current + 1, steps.length, name)}</p>
      <ol data-of={steps.length}>
        {steps.map((step, index) => {
          const state = index < current ? 'done' : index === current ? 'current' : 'todo'
          return (
            <li
              key={step}
              className={`step step-${state}`}
              aria-current={state === 'current' ? 'step' : undefined}
            >
              <span className="step-name">{words.steps[step]}</span>
              <span className="visually-hidden">{` (${words.steps.state[state]})`}</span>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
