import { parseArgs } from 'node:util'
import * as z from 'zod'
import { originSchema } from '../../proxy/partners/partners.ts'

/** What is to be run, by the arguments of `npx akepa-upload-wizard`. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'partnerKey' }
  /** What stands behind it is for `parseWebhooks`. */
  | { readonly kind: 'webhooks'; readonly args: readonly string[] }
  | {
      readonly kind: 'start'
      readonly given: Readonly<Record<string, string>>
      /** Of pages that show the wizard in a frame, as the test partner. */
      readonly origins: readonly string[]
    }

/** Holds every mistake in the arguments, each with what was found. */
export class CommandMistake extends Error {
  readonly code = 'commandMistake'

  constructor(mistakes: readonly string[]) {
    super(`${mistakes.join('\n')}\n\`npx akepa-upload-wizard --help\` tells what there is.`)
    this.name = 'CommandMistake'
  }
}

/** Each option sets a variable of the server. The environment itself is left alone: a CI's PORT is not meant for this. */
const variables = {
  port: 'PORT',
  'sandbox-port': 'SANDBOX_PORT',
  'portal-port': 'PORTAL_PORT',
  partners: 'PARTNERS_FILE',
  log: 'LOG_LEVEL',
} as const

export const help = `npx akepa-upload-wizard [options]

Starts the document upload wizard with its proxy, a sandbox in ConnectFi's place and a demo portal that embeds it, all on this
machine, and prints their addresses. What is uploaded is kept until it ends (Ctrl+C).

  --port <number>          the wizard's port
  --sandbox-port <number>  the sandbox's
  --portal-port <number>   the demo portal's
  --origin <origin>        a page of yours may show it in a frame, as the partner “acme” with an API key that is printed
  --partners <file>        your own file of partners instead
  --log <level>            fatal, error, warn, info, debug, trace or silent: warn unless given
  --help                   prints this

The ports are 4300, 4301 and 4302 unless given, each another free one where that is taken. 0 is any free port.

npx akepa-upload-wizard partner-key

Makes an API key for a partner, and prints it with its SHA-256 for the file of partners.

npx akepa-upload-wizard webhooks list [--state failed]
npx akepa-upload-wizard webhooks resend <id>… | --state failed

Lists what a partner's webhook was told in seven days, the newest first, or sends it again. The partner's API key stands in
AKEPA_API_KEY. --origin <origin> is the wizard's, http://localhost:4300 unless given. The state is waiting, delivered or failed.
`

/** Reads the arguments. Throws `CommandMistake`. */
export function parseCommand(args: readonly string[]): Command {
  if (args[0] === 'webhooks' && !args.includes('--help')) return { kind: 'webhooks', args: args.slice(1) }
  const text = { type: 'string' } as const
  const options = {
    help: { type: 'boolean' },
    port: text,
    'sandbox-port': text,
    'portal-port': text,
    partners: text,
    origin: text,
    log: text,
  } as const
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const given: Record<string, string> = {}
  const mistakes: string[] = []
  const words: string[] = []
  const origins: string[] = []
  let isHelp = false
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value = '' } = token
    const isOther = !token.inlineValue && value.startsWith('-')
    if (name === 'help' && value === '') isHelp = true
    else if (name === 'help') mistakes.push(`${rawName} takes no value, and has “${value}”.`)
    else if (name !== 'origin' && !isOption(name)) mistakes.push(`${rawName} is no option.`)
    else if (isOther || value.trim() === '') mistakes.push(`${rawName} needs a value.`)
    else if (name === 'origin') origins.push(value)
    else if (given[variables[name]] !== undefined) mistakes.push(`${rawName} is given twice.`)
    else given[variables[name]] = value
  }
  const wrongOrigins = z.array(originSchema).safeParse(origins).error?.issues ?? []
  mistakes.push(
    ...wrongOrigins.map(({ path, message }) => `--origin ${origins[Number(path[0])]} ${message}.`),
  )
  if (origins.length > 0 && given['PARTNERS_FILE'] !== undefined)
    mistakes.push('--origin is for the partner “acme”, and --partners for your own: give one of the two.')
  const isPartnerKey = words[0] === 'partner-key' && words.length === 1 && tokens.length === 1
  // The word after an unknown option is perhaps its value.
  if (!isPartnerKey && mistakes.length === 0)
    mistakes.push(...words.map((word) => `“${word}” is no command.`))
  if (isHelp) return { kind: 'help' }
  if (mistakes.length > 0) throw new CommandMistake(mistakes)
  return isPartnerKey ? { kind: 'partnerKey' } : { kind: 'start', given, origins }
}

function isOption(name: string): name is keyof typeof variables {
  return Object.hasOwn(variables, name)
}

/** What the server says of its variables, said of the options that set them. The one it begins with has what was found. */
export function inOptions(message: string, given: Readonly<Record<string, string>>): string {
  return Object.entries(variables).reduce(
    (said, [option, variable]) =>
      said.replace(new RegExp(`(?<![A-Z_])${variable}(?![A-Z_])`, 'g'), (_name, at: number) =>
        at === 0 ? `--${option} ${given[variable] ?? ''}` : `--${option}`,
      ),
    message,
  )
}
