import { type UseFormRegisterReturn } from 'react-hook-form'
import { Drawing, type DrawingName } from '../drawings/drawing.tsx'

interface RadioOption {
  readonly value: string
  readonly label: string
  readonly hint?: string | undefined
  readonly drawing?: DrawingName
}

/** Native radio buttons with targets as large as their rows. `id` must be the group's. */
export function Radios({
  id,
  options,
  registration,
  isInline = false,
}: {
  readonly id: string
  readonly options: readonly RadioOption[]
  readonly registration: UseFormRegisterReturn
  readonly isInline?: boolean
}) {
  return (
    <div className={isInline ? 'choices choices-inline' : 'choices'}>
      {options.map(({ value, label, hint, drawing }) => {
        const optionId = `${id}-${value}`
        return (
          <label className="choice" key={value} htmlFor={optionId}>
            <input
              {...registration}
              type="radio"
              id={optionId}
              value={value}
              aria-labelledby={`${optionId}-label`}
              aria-describedby={hint ? `${optionId}-hint` : undefined}
            />
            {drawing && <Drawing name={drawing} />}
            <span className="choice-text">
              <span className="choice-label" id={`${optionId}-label`}>
                {label}
              </span>
              {hint && (
                <span className="hint" id={`${optionId}-hint`}>
                  {hint}
                </span>
              )}
            </span>
          </label>
        )
      })}
    </div>
  )
}
