const shortest = 32
const fewestDifferent = 8
/** What people write who mean to put something better there. None has fewer than six letters, so chance hits none. */
const placeholders = /secret|password|change|example|default|replace|placeholder|insert/i

/**
 * What is wrong with a secret, or undefined. Who guesses it can make any session. Each session lets them try guesses at
 * home, and lists of secrets that people have used are what they try first.
 */
export function secretProblem(secret: string): string | undefined {
  if (secret.length < shortest) return `must have at least ${shortest} characters`
  if (new Set(secret).size < fewestDifferent || isRepetition(secret)) return 'must not repeat itself'
  if (placeholders.test(secret)) return 'must not be made of words'
  return undefined
}

/** Whether the text is a shorter one over and over, the last time perhaps only its beginning. */
function isRepetition(text: string): boolean {
  const periods = Array.from({ length: Math.floor(text.length / 2) }, (_, index) => index + 1)
  return periods.some((period) => text.startsWith(text.slice(period)))
}
