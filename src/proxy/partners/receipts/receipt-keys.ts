import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readSettingsFile } from '../../settings/settings-file.ts'

const pemBlock = /-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g

/** Reads RECEIPT_KEY_FILE: one or more private keys on P-256, in PEM. Answers them in the file's order, or the mistake. */
export function readReceiptKeys(path: string): { keys: readonly KeyObject[] } | { mistake: string } {
  const file = readSettingsFile(path)
  if ('mistake' in file) return file
  const keys = privateKeysIn(file.text)
  const isRight =
    keys.length > 0 && keys.every((key) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1')
  return isRight ? { keys } : { mistake: 'must hold one or more private keys on P-256, in PEM' }
}

export function createReceiptKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
}

/** Empty if any block is not a key. The error is dropped, because it may quote parts of a key. */
function privateKeysIn(text: string): KeyObject[] {
  try {
    return (text.match(pemBlock) ?? []).map((pem) => createPrivateKey(pem))
  } catch {
    return []
  }
}
