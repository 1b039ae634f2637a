import { loadInTime } from '../browser/load-in-time.ts'
import { PrepareError } from './prepare-error.ts'

/** Waits for a part of the pipeline that is loaded later. Rejects with a `PrepareError` of the kind `notLoaded`. */
export async function loadPart<Part>(part: Promise<Part>): Promise<Part> {
  return await loadInTime(part).catch((cause: unknown) => {
    throw new PrepareError({ kind: 'notLoaded' }, { cause })
  })
}
