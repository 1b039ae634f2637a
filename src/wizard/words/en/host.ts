/** What a frame says while it waits for the page around it. */
export const enHost = {
  title: 'Waiting for the page around this form',
  advice: 'It may be asking you to sign in. Then this form goes on by itself.',
}

export type HostWords = typeof enHost
