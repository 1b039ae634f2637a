import { type FastifyRequest } from 'fastify'
import { Failure } from '../answer/failure.ts'

/** The origin at which browsers find the wizard: `publicOrigin`, or in sandbox mode the host that they asked. */
export function ownOrigin(request: FastifyRequest, publicOrigin: string | undefined): string {
  return publicOrigin ?? `http://${request.headers.host}`
}

/**
 * Keeps other sites' pages from opening sessions in their visitors' names, with `originForbidden`. Browsers send these
 * headers themselves, and no page can change them. A caller that sends neither is no browser, and could lie anyway.
 */
export function requireSameOrigin(request: FastifyRequest, publicOrigin: string | undefined): void {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const isForeign = origin !== undefined && origin !== ownOrigin(request, publicOrigin)
  const isCrossSite = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (isForeign || isCrossSite) throw new Failure('originForbidden')
}
