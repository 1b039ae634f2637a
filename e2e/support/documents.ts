import { type GenerateRequest } from '../../src/contract/document/document.ts'

export const licence: GenerateRequest = {
  workflow: 'PERSONAL',
  type: 'license',
  name: 'Licence of Ana Silva',
  extension: 'jpg',
}
