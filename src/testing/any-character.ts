import * as fc from 'fast-check'

/**
 * Any code point, halves of a surrogate pair among them. fast-check's own unit `binary` (4.10) makes a map of all code points for
 * each kind of text, which takes 0.8 s.
 */
export const anyCharacter = fc.integer({ min: 0, max: 0x10_ffff }).map(
  (code) => String.fromCodePoint(code),
  // With this, it also makes texts such as `__proto__`. What isn't one character has no code.
  (text) =>
    (typeof text === 'string' && Array.from(text).length === 1 ? text.codePointAt(0) : undefined) ?? -1,
)
