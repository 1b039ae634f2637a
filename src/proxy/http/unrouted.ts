import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Failure } from './failure.ts'

/**
 * Answers what no route takes before a byte of its body is read: 405 with `Allow` where only the method is wrong
 * (RFC 9110, 15.5.6), else 404. To be called before any route is added. `isFile` says which paths are files', which
 * have no route of their own.
 */
export function refuseUnrouted(app: FastifyInstance, isFile: (path: string) => Promise<boolean>): void {
  const methodsAt = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return
    methodsAt.set(url, new Set([...(methodsAt.get(url) ?? []), ...[method].flat()]))
  })
  async function refuse(request: FastifyRequest, reply: FastifyReply): Promise<never> {
    // Fastify has refused what can't be decoded.
    const path = decodeURI(request.url.split('?', 1)[0] ?? '')
    const [, known] = [...methodsAt].find(([route]) => isAt(route, path)) ?? []
    const isReading = ['GET', 'HEAD'].includes(request.method)
    const allowed = known ?? (!isReading && (await isFile(path)) ? ['GET', 'HEAD'] : undefined)
    if (!allowed) throw new Failure('notFound')
    reply.header('Allow', [...allowed].toSorted().join(', '))
    throw new Failure('methodNotAllowed')
  }
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) await refuse(request, reply)
  })
  // What the files' own route, which takes every path, does not find.
  app.setNotFoundHandler(refuse)
}

/** A parameter is one segment of a path. */
function isAt(route: string, path: string): boolean {
  const [wanted, given] = [route.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) =>
      segment.startsWith(':') ? given[index] !== '' : segment === given[index],
    )
  )
}
