import { type TokenKind, type VerifiedToken } from './token-kind.ts'

/** About 2,500 sessions, which take several times that of the heap. */
const defaultMostCharacters = 1024 * 1024

/**
 * Verifies each token once, and remembers what it holds until it expires. Only tokens that have been verified take room,
 * and the oldest give it back. Whatever may change in a token's life is for the caller to ask each time.
 */
export function rememberValid<Claims>(
  verify: TokenKind<Claims>['verify'],
  mostCharacters = defaultMostCharacters,
): TokenKind<Claims>['verify'] {
  const known = new Map<string, VerifiedToken<Claims> & { readonly status: 'valid' }>()
  let characters = 0

  function forget(token: string): void {
    if (known.delete(token)) characters -= token.length
  }

  return (token) => {
    const held = known.get(token)
    if (held && held.expiresAt.getTime() > Date.now()) return held
    forget(token)
    const verified = verify(token)
    if (verified.status !== 'valid') return verified
    known.set(token, { ...verified, status: 'valid' })
    characters += token.length
    for (const oldest of known.keys()) {
      if (characters <= mostCharacters) break
      forget(oldest)
    }
    return verified
  }
}
