/** What the page says by itself, before the wizard stands and where it never does. The build writes it into the page. */
export const enShell = {
  /** The language's own name for itself. */
  name: 'English',
  languages: 'Language',
  privacy: 'Privacy',
  support: 'Help',
  newTab: '(opens in a new tab)',
  ask: 'If you need help, ask {partner}:',
  needsScript: 'This form needs JavaScript. Switch it on in your browser’s settings, then reload the page.',
  wait: 'The form should work in a moment. If it doesn’t, check your connection and reload the page. If that doesn’t help, use another browser, or a newer one.',
}

export type ShellWords = typeof enShell
