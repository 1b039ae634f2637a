import { useEffect } from 'react'

/** What a press began on, if on anything, and where that was then. */
interface Press {
  readonly control: HTMLElement | undefined
  readonly place: DOMRect | undefined
  readonly began: PointerEvent
}

/**
 * Makes a press count for the control that it began on, and for no other. While a button is held down, a picture may get
 * ready, or the page around the frame may move. Whatever has come under the pointer then would get the click: with a
 * mouse that is the page, and the press is lost; with a finger it can be another button. Who moves off a control takes
 * the press back, as always.
 */
export function useSteadyPresses(): void {
  useEffect(() => {
    let press: Press | undefined
    const begin = (began: PointerEvent) => {
      if (!began.isPrimary) return
      const control = controlAt(began.target)
      press = { control, place: control?.getBoundingClientRect(), began }
    }
    const end = (click: MouseEvent) => {
      // Keys, assistive technology and scripts click without a press.
      if (!press || !click.isTrusted || click.detail === 0) return
      const { control } = press
      const isStill = isOver(press, click)
      press = undefined
      if (controlAt(click.target) === control) return
      click.stopPropagation()
      click.preventDefault()
      if (isStill && control?.isConnected) control.click()
    }
    window.addEventListener('pointerdown', begin, true)
    window.addEventListener('click', end, true)
    return () => {
      window.removeEventListener('pointerdown', begin, true)
      window.removeEventListener('click', end, true)
    }
  }, [])
}

/** A label and the control in it are one. */
function controlAt(target: EventTarget | null): HTMLElement | undefined {
  if (!(target instanceof Element)) return undefined
  return target.closest<HTMLElement>('label') ?? target.closest<HTMLElement>('button, a, input') ?? undefined
}

/** Whether the pointer is still where the control was. On the screen, only the person moves it. */
function isOver({ place, began }: Press, { screenX, screenY }: MouseEvent): boolean {
  if (!place) return false
  const x = began.clientX + screenX - began.screenX
  const y = began.clientY + screenY - began.screenY
  return x >= place.left && x <= place.right && y >= place.top && y <= place.bottom
}
