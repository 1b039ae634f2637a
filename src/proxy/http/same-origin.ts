import { type FastifyRequest } from 'fastify'
import { Failure } from './failure.ts'

/** Where browsers find the wizard: as configured, or in sandbox mode wherever they asked for it. */
export function ownOrigin(request: FastifyRequest, publicOrigin: string | undefined): string {
  return publicOrigin ?? `http://${request.headers.host}`
}

/**
 * Keeps other sites' pages from minting sessions in their visitors' names. Browsers send these headers by
 * themselves and let no page change them; a caller that sends neither is no browser, and could lie anyway.
 */
export function requireSameOrigin(request: FastifyRequest, publicOrigin: string | undefined): void {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const isForeign = origin !== undefined && origin !== ownOrigin(request, publicOrigin)
  const isCrossSite = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (isForeign || isCrossSite) throw new Failure('originForbidden')
}
