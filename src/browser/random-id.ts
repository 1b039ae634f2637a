/** 128 random bits in hexadecimal. It works outside of secure contexts too, where `crypto.randomUUID` is missing. */
export function createRandomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
