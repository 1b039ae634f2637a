import { expect, it } from 'vitest'
import vendorSchema from '../sandbox/vendor/generate.request.schema.json' with { type: 'json' }
import { documentTypes, extensions, workflows } from './portal-messages.ts'

it('knows the same document types as ConnectFi', () => {
  const { type, extension, workflow } = vendorSchema.properties
  expect(documentTypes.toSorted()).toEqual(type.enum.toSorted())
  expect(extensions.toSorted()).toEqual(extension.enum.toSorted())
  expect(workflows.toSorted()).toEqual(workflow.enum.toSorted())
})
