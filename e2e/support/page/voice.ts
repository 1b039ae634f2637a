import { type Page } from 'playwright/test'
import { en } from '../../../src/wizard/words/en.ts'

/** One thing that a screen reader says unasked: how it comes about, and the words. */
export type Told = readonly [way: 'title' | 'focus' | 'polite' | 'assertive' | 'perhaps', text: string]

interface Noticed {
  readonly way: 'title' | 'focus' | 'live' | 'perhaps'
  readonly text: string
  readonly element?: Element
}

/** `told` answers all that was said by then. */
interface Voice {
  readonly told: () => Promise<readonly Told[]>
  readonly stop: () => Promise<void>
}

export const titled = (title: string): Told => ['title', `${title} – ${en.appName}`]

declare global {
  interface Window {
    noticed?: Noticed[]
    voiceNoticed?: (index: string) => void
  }
}

/**
 * Writes down in order what a screen reader says without being asked: titles of the page, where the page moves the focus,
 * and what changes in live regions. Roles, names and politeness are those of Chromium’s accessibility tree, read at once.
 * What comes into the page together with its region is heard `perhaps`, unless it is an alert: most screen readers know a
 * region only after they have met it. What the person moves to by Tab, arrow or finger is left out.
 */
export async function listen(page: Page): Promise<Voice> {
  const client = await page.context().newCDPSession(page)
  const told: Promise<Told>[] = []

  const tell = async (index: number): Promise<Told> => {
    const expression = `window.noticed[${index}]`
    const noticed = await client.send('Runtime.evaluate', {
      expression: `(({ way, text }) => ({ way, text }))(${expression})`,
      returnByValue: true,
    })
    const { way, text } = noticed.result.value as Noticed
    if (way === 'title' || way === 'perhaps') return [way, text]
    const { result } = await client.send('Runtime.evaluate', { expression: `${expression}.element` })
    const { nodes } = await client.send('Accessibility.getPartialAXTree', {
      objectId: result.objectId ?? '',
      fetchRelatives: false,
    })
    const [node] = nodes
    const live = node?.properties?.find(({ name }) => name === 'live')?.value.value as string | undefined
    if (way === 'live') return [live === 'assertive' ? 'assertive' : 'polite', text]
    const said = [node?.name, node?.description].map((part) => part?.value as string | undefined)
    return ['focus', `${String(node?.role?.value)}: ${said.filter(Boolean).join(', ')}`]
  }

  client.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name === 'voiceNoticed') told.push(tell(Number(payload)))
  })
  await client.send('Runtime.enable')
  await client.send('Runtime.addBinding', { name: 'voiceNoticed' })
  await client.send('Accessibility.enable')
  await page.evaluate(notice)
  return {
    told: async () => {
      // What was noticed before this has come by then.
      await page.evaluate(() => {})
      return Promise.all(told)
    },
    stop: async () => client.detach(),
  }
}

/** Runs in the page. */
function notice(): void {
  const noticed: Noticed[] = []
  window.noticed = noticed
  const add = (one: Noticed) => window.voiceNoticed?.(String(noticed.push(one) - 1))
  const live = '[role="status"], [role="alert"], [aria-live="polite"], [aria-live="assertive"]'
  const lastOf = new WeakMap<Element, string>()
  let { title } = document
  let isByHand = false

  const textOf = (element: Element): string => {
    const copy = element.cloneNode(true) as Element
    for (const hidden of copy.querySelectorAll('[hidden], [aria-hidden="true"]')) hidden.remove()
    for (const block of copy.querySelectorAll('p, h1, h2, li')) block.append(' ')
    return copy.textContent.replaceAll(/\s+/g, ' ').trim()
  }
  const hear = (region: Element, isNew: boolean) => {
    const text = textOf(region)
    if (!region.isConnected || lastOf.get(region) === text) return
    lastOf.set(region, text)
    const isHeard = !isNew || region.getAttribute('role') === 'alert'
    if (text !== '') add({ way: isHeard ? 'live' : 'perhaps', text, element: region })
  }
  for (const region of document.querySelectorAll(live)) lastOf.set(region, textOf(region))

  const follow = (type: 'keydown' | 'keyup' | 'pointerdown' | 'pointerup', isNow: boolean) => {
    const followed = (event: Event) => {
      isByHand = isNow && (!(event instanceof KeyboardEvent) || /^(?:Tab|Arrow)/.test(event.key))
    }
    document.addEventListener(type, followed, true)
  }
  follow('keydown', true)
  follow('keyup', false)
  follow('pointerdown', true)
  follow('pointerup', false)
  const focused = ({ target }: Event) => {
    if (!isByHand && target instanceof Element) add({ way: 'focus', text: '', element: target })
  }
  document.addEventListener('focusin', focused, true)

  new MutationObserver((records) => {
    const added = records.flatMap((record) => [...record.addedNodes])
    for (const node of added) {
      if (!(node instanceof Element)) continue
      for (const region of [node, ...node.querySelectorAll('*')]) if (region.matches(live)) hear(region, true)
    }
    for (const { target } of records) {
      const region = (target instanceof Element ? target : target.parentElement)?.closest(live)
      if (region) hear(region, false)
    }
    if (document.title === title) return
    title = document.title
    add({ way: 'title', text: title })
  }).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ['hidden'] })
}
