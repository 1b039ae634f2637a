import { createHash } from 'node:crypto'
import { type GenerateRequest } from '../../src/contract/document.ts'

export const licence: GenerateRequest = {
  workflow: 'PERSONAL',
  type: 'license',
  name: 'Licence of Ana Silva',
  extension: 'jpg',
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
