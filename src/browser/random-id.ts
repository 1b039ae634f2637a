/** 128 random bits in hexadecimal. `crypto.randomUUID` is missing outside of secure contexts, where this still works. */
export function createRandomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
