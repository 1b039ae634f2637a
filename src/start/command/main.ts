#!/usr/bin/env node
import { join } from 'node:path'
import { StartProblem } from '../start-problem.ts'
import { declareTestPartner, testPartner } from '../test-partner.ts'
import { type Command, CommandMistake, help, inOptions, parseCommand } from './command.ts'
import { endWithNpm } from './end-with-npm.mjs'

try {
  await run(parseCommand(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof CommandMistake)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(command: Command): Promise<void> {
  switch (command.kind) {
    case 'help':
      return console.log(help)
    case 'partnerKey':
      return void (await import('../../proxy/partners/partner-key/main.ts'))
    case 'webhooks': {
      const { parseWebhooks, runWebhooks } = await import('./webhooks.ts')
      return runWebhooks(parseWebhooks(command.args), process.env['AKEPA_API_KEY'], console.log)
    }
    case 'start':
      return start(command.given, command.origins)
    default:
      command satisfies never
  }
}

async function start(given: Readonly<Record<string, string>>, origins: readonly string[]): Promise<void> {
  // Loaded only here: the other commands need none of the servers.
  const { EnvironmentError } = await import('../../proxy/settings/environment.ts')
  const { startHere } = await import('../start-here.ts')
  endWithNpm()
  try {
    // As built, this file stands in dist/server.
    const pages = {
      wizardDir: join(import.meta.dirname, '..', 'wizard'),
      portalDir: join(import.meta.dirname, '..', 'portal'),
    }
    const starting = startHere(
      given,
      pages,
      given['PARTNERS_FILE'] === undefined ? [declareTestPartner({ origins: [...origins] })] : [],
    )
    // With nothing left open, the process ends by itself. Asked once more, it ends at once.
    let isClosing = false
    const close = async () => {
      if (isClosing) process.exit()
      isClosing = true
      await (await starting).close()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void close())
    const servers = await starting
    console.log(`
  Document upload wizard:  ${servers.wizardOrigin}
  Demo portal:             ${servers.portalOrigin}
  ConnectFi sandbox:       ${servers.sandboxOrigin}
${
  given['PARTNERS_FILE'] === undefined
    ? `
  Your pages:              ${origins.join(', ') || 'none (--origin names one)'}
  as the partner:          ${testPartner.id}
  with the API key:        ${testPartner.apiKey}
`
    : ''
}
  Everything that is uploaded stays on this machine, and goes when this ends. Ctrl+C ends it.
`)
  } catch (error) {
    if (error instanceof EnvironmentError)
      throw new CommandMistake(error.mistakes.map((mistake) => inOptions(mistake, given)))
    if (!(error instanceof StartProblem)) throw error
    console.error(inOptions(error.message, given))
    process.exitCode = 1
  }
}
