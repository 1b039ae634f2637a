import { type RefObject, useEffect, useRef } from 'react'

/*
 * All that moves the focus or scrolls stands here, which the linter holds. The wizard may stand in a page of somebody
 * else's. Who types or reads there is not to be torn away.
 */

/** False while nothing of the frame is in sight. */
let isInSight = true

/** Knows from now on whether anything of the frame is in sight. */
export function followSight(): void {
  new IntersectionObserver((entries) => {
    isInSight = entries.at(-1)?.isIntersecting ?? true
  }).observe(document.documentElement)
}

/** Whether the focus is the wizard's to move. A tab is all its own; of a page with a frame, only the frame is. */
export function holdsFocus(): boolean {
  return window.parent === window || document.hasFocus()
}

/**
 * For an element that takes the focus as it appears, unless `isWanted` says otherwise, and is scrolled to. Where the
 * focus is in the page around the frame, it stays there. The element has it when the person comes to the frame, and
 * nothing is scrolled then.
 */
export function useFocus<Appearing extends HTMLElement>(isWanted = true): RefObject<Appearing | null> {
  const ref = useRef<Appearing>(null)
  useEffect(() => {
    if (!isWanted) return undefined
    if (holdsFocus()) {
      ref.current?.focus({ preventScroll: !isInSight })
      return undefined
    }
    const take = () => ref.current?.focus({ preventScroll: true })
    window.addEventListener('focus', take, { once: true })
    return () => window.removeEventListener('focus', take)
    // As it appears, and never again: what is told anew is another element, with another `key`.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])
  return ref
}

/**
 * Moves the focus to a control that the person asked for, or to the first of a group, and brings its label and its
 * error into view. Somebody who enlarges the page would otherwise see an empty box, and not what it asks for. Where not
 * both have room, the control wins.
 */
export function focusControl(id: string): void {
  const element = document.getElementById(id)
  const control = element?.matches('input, textarea, select, button')
    ? element
    : element?.querySelector<HTMLElement>('input, textarea, select, button')
  const folded = control?.closest('details')
  if (folded) folded.open = true
  // Without `preventScroll`: from a frame, only this scrolls the page around it.
  control?.focus()
  control?.closest('.field')?.scrollIntoView()
  control?.scrollIntoView({ block: 'nearest' })
}

/** Keeps the focus in `box` if it is there, though the control that has it is about to go. */
export function keepFocusIn(box: HTMLElement | null): void {
  if (holdsFocus() && box?.contains(document.activeElement)) box.focus({ preventScroll: true })
}

/** Shows a page from its beginning. In a frame, this moves nothing of the page around it. */
export function scrollToTop(): void {
  window.scrollTo(0, 0)
}
