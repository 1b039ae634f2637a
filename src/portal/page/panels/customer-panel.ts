import { BankError, signIn } from '../bank-client.ts'
import { find, say } from '../element.ts'

/** Signs another customer in: one who begins, or one who has a list and was here before. */
export function openCustomerPanel(): void {
  const problem = find('#customer-problem', HTMLElement)
  const buttons = [
    { button: find('#new-customer', HTMLButtonElement), hasList: false },
    { button: find('#new-customer-list', HTMLButtonElement), hasList: true },
  ]
  for (const { button, hasList } of buttons) button.addEventListener('click', () => void change(hasList))

  async function change(hasList: boolean) {
    say(problem, '')
    try {
      await signIn({ hasList })
      window.location.reload()
    } catch (error) {
      if (!(error instanceof BankError)) throw error
      say(problem, error.message)
    }
  }
}
