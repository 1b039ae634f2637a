/**
 * Moves the focus to a control, or to the first of a group, and brings its label and its error into view. Somebody who
 * enlarges the page would otherwise see an empty box, and not what it asks for. Where not both have room, the control
 * wins.
 */
export function focusControl(id: string): void {
  const element = document.getElementById(id)
  const control = element?.matches('input, textarea, select, button')
    ? element
    : element?.querySelector<HTMLElement>('input, textarea, select, button')
  // Without `preventScroll`: from a frame, only this scrolls the page around it.
  control?.focus()
  control?.closest('.field')?.scrollIntoView()
  control?.scrollIntoView({ block: 'nearest' })
}
