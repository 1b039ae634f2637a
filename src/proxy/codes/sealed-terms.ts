import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const authTagLength = 16

/** Encrypts what a code stands for. Only who has the code can read it, and nobody can change it (AES-256-GCM). */
export function seal(terms: object, purpose: string, code: string): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, keyOf(purpose, code), iv, { authTagLength })
  const sealed = [iv, cipher.update(JSON.stringify(terms), 'utf8'), cipher.final(), cipher.getAuthTag()]
  return Buffer.concat(sealed).toString('base64url')
}

/** Throws if the text isn't what was sealed for this code and purpose. */
export function unseal(text: string, purpose: string, code: string): unknown {
  const sealed = Buffer.from(text, 'base64url')
  const iv = sealed.subarray(0, ivBytes)
  const decipher = createDecipheriv(algorithm, keyOf(purpose, code), iv, { authTagLength })
  decipher.setAuthTag(sealed.subarray(-authTagLength))
  const opened = [decipher.update(sealed.subarray(ivBytes, -authTagLength)), decipher.final()]
  return JSON.parse(Buffer.concat(opened).toString())
}

/** A code has 128 random bits, so it needs no salt and no slow hash (RFC 5869, 3.1 and 3.3). */
function keyOf(purpose: string, code: string): Buffer {
  const info = `akepa-upload-wizard code ${purpose}`
  return Buffer.from(hkdfSync('sha256', Buffer.from(code, 'base64url'), '', info, 32))
}
