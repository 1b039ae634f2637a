import { Failure } from '../answer/failure.ts'

/**
 * Takes 1 to 128 visible ASCII characters, and fails with `idempotencyKeyInvalid` for anything else. A header that came
 * twice fails too, because Node joins the two with a comma and a space.
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && !/^[\x21-\x7e]{1,128}$/.test(header)) throw new Failure('idempotencyKeyInvalid')
  return header
}
