import { describe, expect, it } from 'vitest'
import { CommandMistake, help, inOptions, parseCommand } from './command.ts'

describe('the arguments of the command', () => {
  it.each([
    [[], { kind: 'start', given: {}, origins: [] }],
    [
      ['--port', '80', '--sandbox-port=81', '--portal-port', '82'],
      { kind: 'start', given: { PORT: '80', SANDBOX_PORT: '81', PORTAL_PORT: '82' }, origins: [] },
    ],
    [
      ['--partners', 'a.json', '--log=info'],
      { kind: 'start', given: { PARTNERS_FILE: 'a.json', LOG_LEVEL: 'info' }, origins: [] },
    ],
    [
      ['--origin', 'http://127.0.0.1:8080', '--origin=https://portal.example'],
      { kind: 'start', given: {}, origins: ['http://127.0.0.1:8080', 'https://portal.example'] },
    ],
    [['--help'], { kind: 'help' }],
    [['--help', '--wrong'], { kind: 'help' }],
    [['partner-key'], { kind: 'partnerKey' }],
    [['webhooks', 'list', '--state=failed'], { kind: 'webhooks', args: ['list', '--state=failed'] }],
    [['webhooks', '--help'], { kind: 'help' }],
  ])('%j are understood', (args, command) => {
    expect(parseCommand(args)).toEqual(command)
  })

  it.each([
    [['--prot', '80'], ['--prot is no option.']],
    [['-p', '80'], ['-p is no option.']],
    [['--constructor'], ['--constructor is no option.']],
    [
      ['--port', '--log', 'info', '--partners='],
      ['--port needs a value.', '--partners needs a value.'],
    ],
    [['--port', '1', '--port=2'], ['--port is given twice.']],
    [
      ['--origin=http://127.0.0.1:8080', '--origin', 'http://portal.example/a'],
      ['--origin http://portal.example/a must be an origin with https (or a loopback one), such as'],
    ],
    [
      ['--origin=http://127.0.0.1:8080', '--partners=a.json'],
      ['--origin is for the partner “acme”, and --partners for your own: give one of the two.'],
    ],
    [['partner-keys'], ['“partner-keys” is no command.']],
    [['partner-key', '--port=1'], ['“partner-key” is no command.']],
    [['--help=yes'], ['--help takes no value, and has “yes”.']],
  ])('%j are refused with what was found', (args, mistakes) => {
    expect(() => parseCommand(args)).toThrow(CommandMistake)
    expect(() => parseCommand(args)).toThrow(mistakes.join('\n'))
    expect(() => parseCommand(args)).toThrow('\n`npx akepa-upload-wizard --help` tells')
  })

  it('are all in its help', () => {
    const told = [...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option = '']) => option)
    const given = told.filter((option) => !/help|origin/.test(option)).map((option) => `${option}=1`)
    expect(told).toContain('--origin')
    expect(parseCommand(given)).toEqual({
      kind: 'start',
      origins: [],
      given: { PORT: '1', SANDBOX_PORT: '1', PORTAL_PORT: '1', PARTNERS_FILE: '1', LOG_LEVEL: '1' },
    })
  })
})

it('a mistake is told by the option, with what it was given', () => {
  const given = { PORT: 'x', PORTAL_PORT: '99999' }
  expect(inOptions('PORT must be a number', given)).toBe('--port x must be a number')
  expect(inOptions('PORTAL_PORT must be less', given)).toBe('--portal-port 99999 must be less')
  expect(inOptions('Port 80 is taken: set PORT to a free one.', given)).toBe(
    'Port 80 is taken: set --port to a free one.',
  )
})
