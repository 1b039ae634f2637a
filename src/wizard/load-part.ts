import { loadInTime } from '../browser/load-in-time.ts'
import { RequestError } from './api/request-error.ts'

/** Waits for a part of the wizard that is loaded later. Rejects with `partNotLoaded`. */
export async function loadPart<Part>(part: Promise<Part>): Promise<Part> {
  return await loadInTime(part).catch((cause: unknown) => {
    throw new RequestError('partNotLoaded', { cause })
  })
}
