import * as z from 'zod/mini'
import { formatOfExtension, mediaTypeOfFormat } from '../../../contract/file.ts'
import { type FileRules } from './use-file-preparation.ts'

/** What the file step may send: a file that is there, of the registered format, within the limit. */
export function fileFormSchema({ extension, maxFileBytes }: FileRules) {
  const mediaType = mediaTypeOfFormat[formatOfExtension[extension]]
  return z.object({
    file: z.instanceof(Blob).check(
      z.refine((blob) => blob.type === mediaType),
      z.refine((blob) => blob.size <= maxFileBytes),
    ),
  })
}
