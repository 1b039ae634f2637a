import { createHmac, createSecretKey } from 'node:crypto'
import { deriveKey } from './derived-key.ts'

/** Digests of one value, one for each secret. The newest secret's is kept, and any of them shows that it is the same. */
interface Digests {
  readonly newest: string
  readonly all: readonly string[]
}

/** Shows whether two values are the same, without showing them. */
export type Digest = (value: unknown) => Digests

export function createDigest(secrets: readonly string[]): Digest {
  const keys = secrets.map((secret) => createSecretKey(deriveKey('digest', secret)))
  return (value) => {
    const text = JSON.stringify(value)
    const all = keys.map((key) => createHmac('sha256', key).update(text).digest('base64url'))
    const [newest] = all
    if (newest === undefined) throw new TypeError('A digest needs a secret')
    return { newest, all }
  }
}
