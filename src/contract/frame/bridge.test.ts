import { describe, expect, it } from 'vitest'
import { hostMessageSchema } from './bridge.ts'

const welcomeOf = (instance: string) => ({ version: 1, type: 'welcome', instance, instances: [], theme: {} })
const parse = (data: unknown) => hostMessageSchema.safeParse(data).data

describe('what the frame takes from the page', () => {
  it.each([
    { version: 1, type: 'welcome', instance: ':1', instances: [], theme: {} },
    {
      version: 1,
      type: 'welcome',
      instance: 'ausweis-größe_2:2',
      instances: [':1', 'documents:1'],
      locale: 'fr-CA',
      theme: { colorScheme: 'dark' },
    },
    { version: 1, type: 'update', locale: 'ar', theme: { '--akepa-accent': 'light-dark(#036, #9cf)' } },
    {
      version: 1,
      type: 'update',
      theme: { '--akepa-font': '"Source Sans 3", sans-serif', '--akepa-radius': '0' },
    },
    { version: 1, type: 'sessionAwaited' },
    { version: 1, type: 'session', session: 'a.b.c' },
    { version: 1, type: 'sessionUnavailable' },
  ])('takes %j', (message) => {
    expect(parse(message)).toEqual(message)
  })

  it('takes the first hundred of very many instances', () => {
    const instances = Array.from({ length: 5000 }, (_, index) => `:${index}`)
    expect(parse({ ...welcomeOf(':0'), instances })).toMatchObject({ instances: instances.slice(0, 100) })
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', '{"version":1,"type":"session","session":"a.b.c"}'],
    ['no version', { type: 'session', session: 'a.b.c' }],
    ['a later version', { version: 2, type: 'session', session: 'a.b.c' }],
    ['a version in quotes', { version: '1', type: 'session', session: 'a.b.c' }],
    ['an unknown type', { version: 1, type: 'navigate', url: 'https://evil.example' }],
    ['an empty session', { version: 1, type: 'session', session: '' }],
    ['a session that is no text', { version: 1, type: 'session', session: { token: 'a.b.c' } }],
    ['no instance', { version: 1, type: 'welcome', instances: [], theme: {} }],
    ['an instance without its number', welcomeOf('documents')],
    ['an instance that is a path', welcomeOf('../documents:1')],
    ['an instance that runs into another key', welcomeOf('a:1:b:1')],
    ['an instance of half a letter', welcomeOf('\uD800:1')],
    ['a very long instance', welcomeOf(`${'x'.repeat(101)}:1`)],
    ['no list of instances', { version: 1, type: 'welcome', instance: ':1', theme: {} }],
    ['a list of what is no instance', { ...welcomeOf(':1'), instances: ['../1'] }],
    ['no theme', { version: 1, type: 'update' }],
    ['a theme that is text', { version: 1, type: 'update', theme: 'dark' }],
  ])('drops %s', (_name, data) => {
    expect(parse(data)).toBeUndefined()
  })

  it.each([
    ['a property the wizard does not have', { '--z-index': '9' }],
    ['a property of the page itself', { display: 'none' }],
    ['an address to load', { '--akepa-page': 'url(https://evil.example/seen)' }],
    ['an address to load, in capitals', { '--akepa-page': 'URL(//evil.example)' }],
    ['a set of addresses', { '--akepa-page': 'image-set("https://evil.example/x" 1x)' }],
    ['an escape that spells one', { '--akepa-page': '\\75 rl(https://evil.example)' }],
    ['a second declaration', { '--akepa-accent': 'red; display: none' }],
    ['a rule', { '--akepa-accent': 'red } body { display: none' }],
    ['nothing', { '--akepa-accent': '' }],
    ['a number', { '--akepa-radius': 4 }],
    ['a very long value', { '--akepa-font': 'x'.repeat(201) }],
    ['an unknown colour scheme', { colorScheme: 'sepia' }],
  ])('leaves the rest of a theme in force that holds %s', (_name, part) => {
    const message = parse({ version: 1, type: 'update', theme: { '--akepa-text': '#111', ...part } })
    expect(message).toEqual({ version: 1, type: 'update', theme: { '--akepa-text': '#111' } })
  })

  it.each([
    '',
    'x',
    'french!',
    'fr_CA',
    '<b>',
    'en-'.repeat(40),
    `en-x${'-a'.repeat(50)}`,
    'fr-x',
    'en-1',
    7,
    null,
  ])('does without a locale such as %j', (locale) => {
    const message = parse({ version: 1, type: 'update', locale, theme: {} })
    expect(message).toEqual({ version: 1, type: 'update', theme: {} })
  })
})
