import { parseArgs } from 'node:util'
import { BackendError, createBackend, type WebhookDelivery } from '../../backend/backend.ts'
import { CommandMistake } from './command.ts'

const states = ['waiting', 'delivered', 'failed'] as const
type State = (typeof states)[number]

export type WebhooksCommand = { readonly origin: string } & (
  | { readonly what: 'list'; readonly state: State | undefined }
  | { readonly what: 'resend'; readonly ids: readonly string[] }
  | { readonly what: 'resendAll'; readonly state: State }
)

/** Reads what stands behind `webhooks`. Throws `CommandMistake`. */
export function parseWebhooks(args: readonly string[]): WebhooksCommand {
  const text = { type: 'string' } as const
  const { values, positionals } = parse()
  const { origin = 'http://localhost:4300', state: given } = values
  const state = states.find((known) => known === given)
  if (given !== undefined && !state)
    throw new CommandMistake([`--state ${given} is none: there are ${states.join(', ')}.`])
  const [what, ...ids] = positionals
  if (what === 'list' && ids.length === 0) return { origin, what, state }
  if (what === 'resend' && state && ids.length === 0) return { origin, what: 'resendAll', state }
  if (what === 'resend' && !state && ids.length > 0) return { origin, what, ids }
  throw new CommandMistake(['`webhooks` takes `list`, or `resend` with IDs or with --state.'])

  function parse() {
    try {
      const options = { origin: text, state: text }
      return parseArgs({ args: [...args], options, allowPositionals: true })
    } catch (error) {
      throw new CommandMistake([(error as Error).message])
    }
  }
}

/** Lists webhooks or sends them again, as the partner whose key it is. Prints a line of each. Throws `CommandMistake`. */
export async function runWebhooks(
  command: WebhooksCommand,
  apiKey: string | undefined,
  print: (line: string) => void,
): Promise<void> {
  if (apiKey === undefined || apiKey === '')
    throw new CommandMistake(['AKEPA_API_KEY must hold the partner’s API key.'])
  try {
    // The API knows the partner by the key.
    const uploads = createBackend({ origin: command.origin, partner: 'of-the-key', apiKey })
    const printOne = (delivery: WebhookDelivery) => print(inOneLine(delivery))
    switch (command.what) {
      case 'list':
        for await (const delivery of uploads.webhooks({ state: command.state })) printOne(delivery)
        return
      case 'resend':
        for (const id of command.ids) printOne(await uploads.resendWebhook(id))
        return
      case 'resendAll': {
        // What is sent again meanwhile is not sent once more.
        const found = []
        for await (const { id } of uploads.webhooks({ state: command.state })) found.push(id)
        for (const id of found) printOne(await uploads.resendWebhook(id))
        return
      }
      default:
        command satisfies never
    }
  } catch (error) {
    if (!(error instanceof BackendError)) throw error
    const { code, message, requestId } = error
    throw new CommandMistake([`${message} (${[code, requestId].filter(Boolean).join(', request ')})`])
  }
}

/** Texts between tabs: ID, state, attempts, the last answer, type, time, reference, document ID. */
function inOneLine({ id, state, attempts, lastAnswer = '-', event }: WebhookDelivery): string {
  const documentId = 'documentId' in event.data ? event.data.documentId : '-'
  return [
    id,
    state,
    attempts,
    lastAnswer,
    event.type,
    event.timestamp,
    event.data.reference,
    documentId,
  ].join('\t')
}
