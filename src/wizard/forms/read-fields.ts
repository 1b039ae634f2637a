import { type FieldValues, type Path, type PathValue, type UseFormReturn } from 'react-hook-form'

/**
 * Takes over what the fields hold, before a form is judged. Password managers and other fillers put values into them
 * without an event, and people think that they send what they see.
 */
export function readFields<Values extends FieldValues, Parsed>(
  form: UseFormReturn<Values, unknown, Parsed>,
  element: HTMLFormElement,
): void {
  const known: Partial<Values> = form.getValues()
  for (const control of element.elements) {
    const isField = control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement
    if (!isField || !(control.name in known)) continue
    if (control.type === 'radio' && !(control as HTMLInputElement).checked) continue
    const held = control.type === 'checkbox' ? (control as HTMLInputElement).checked : control.value
    if (held !== known[control.name]) {
      form.setValue(control.name as Path<Values>, held as PathValue<Values, Path<Values>>)
    }
  }
}
