import { find, say } from '../element.ts'

/** As wide as many phones. */
const phone = 'popup,noopener,width=390,height=780'

/** Plays the phone in a small window, for who has none at hand. The link comes from the wizard's “Use your phone”. */
export function openPhonePanel(wizardOrigin: string): void {
  const form = find('#phone', HTMLFormElement)
  const link = find('#phone [name=link]', HTMLInputElement)
  const problem = find('#phone-problem', HTMLElement)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = link.value.trim()
    const isOurs = URL.canParse(text) && new URL(text).origin === wizardOrigin
    say(problem, isOurs ? '' : `Copy the link from “Use your phone”. It begins with ${wizardOrigin}.`)
    if (isOurs) window.open(text, '', phone)
  })
}
