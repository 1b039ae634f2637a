import { type SessionSettings } from '../../portal-messages.ts'
import { requestedDocuments } from '../../requested-documents.ts'
import { BankError, createLink } from '../bank-client.ts'
import { element, find, say } from '../element.ts'

/** Makes links to the standalone form, with the terms of the session's panel. */
export function openLinksPanel(settings: () => SessionSettings): void {
  const links = find('#links', HTMLOListElement)
  const problem = find('#links-problem', HTMLElement)
  const withList = () => ({ ...settings(), types: undefined, requested: requestedDocuments })
  const buttons = {
    '#link-once': { name: 'Opens once', isReusable: false, terms: settings },
    '#link-list': { name: 'Opens once, with a list', isReusable: false, terms: withList },
    '#link-days': { name: 'Opens for 30 days, with a list', isReusable: true, terms: withList },
  }
  for (const [selector, { name, isReusable, terms }] of Object.entries(buttons)) {
    find(selector, HTMLButtonElement).addEventListener('click', () => void make(name, isReusable, terms()))
  }

  async function make(name: string, isReusable: boolean, terms: SessionSettings) {
    say(problem, '')
    try {
      const href = await createLink({ settings: terms, isReusable })
      const link = element('a', { href, target: '_blank', rel: 'noopener' }, href)
      links.prepend(element('li', {}, `${name}: `, link))
    } catch (error) {
      if (!(error instanceof BankError)) throw error
      say(problem, error.message)
    }
  }
}
