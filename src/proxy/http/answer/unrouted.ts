import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Failure } from './failure.ts'

/**
 * Answers requests that no route takes, before a byte of their body is read: 405 with `Allow` if only the method is
 * wrong (RFC 9110, 15.5.6), otherwise 404. Call it before any route is added. `isFile` tells which paths are files,
 * because these have no routes of their own.
 */
export function refuseUnrouted(app: FastifyInstance, isFile: (path: string) => boolean): void {
  const methodsAt = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return
    methodsAt.set(url, new Set([...(methodsAt.get(url) ?? []), ...[method].flat()]))
  })
  function refuse(request: FastifyRequest, reply: FastifyReply): never {
    // Fastify has already refused paths that can't be decoded.
    const path = decodeURI(request.url.split('?', 1)[0] ?? '')
    const [, known] = [...methodsAt].find(([route]) => isAt(route, path)) ?? []
    const isReading = ['GET', 'HEAD'].includes(request.method)
    const allowed = known ?? (!isReading && isFile(path) ? ['GET', 'HEAD'] : undefined)
    if (!allowed) throw new Failure('notFound')
    reply.header('Allow', [...allowed].toSorted().join(', '))
    throw new Failure('methodNotAllowed')
  }
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) refuse(request, reply)
  })
  // The route of the files takes every path, and calls this if there is no such file.
  app.setNotFoundHandler(refuse)
}

/** A route's parameter stands for one segment of the path. */
function isAt(route: string, path: string): boolean {
  const [wanted, given] = [route.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) =>
      segment.startsWith(':') ? given[index] !== '' : segment === given[index],
    )
  )
}
