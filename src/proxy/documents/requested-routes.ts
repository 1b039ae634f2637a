import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { success } from '../http/answer/answers.ts'
import { Failure } from '../http/answer/failure.ts'
import { type SessionGuards, sessionOf } from '../sessions/require-session.ts'
import { requestedEntries } from '../visits/session-view.ts'
import { type Visits } from '../visits/visits.ts'
import { entryOf } from './requested-side.ts'

interface RequestedOptions {
  readonly guards: SessionGuards
  readonly visits: Visits
}

interface SkipRequest {
  Params: { key: string }
}

/**
 * `PUT` and `DELETE /api/requested/:key/skip`: the customer has nothing to send for an optional entry, or has after all.
 * Both answer with all that the session asks for. Others fail with `entryNotOptional`.
 */
export async function requestedRoutes(app: FastifyInstance, options: RequestedOptions): Promise<void> {
  const { guards, visits } = options
  const onRequest = guards.requireSession

  async function change(request: FastifyRequest<SkipRequest>, type: 'entrySkipped' | 'entryTakenBack') {
    const session = sessionOf(request)
    const { key, optional } = entryOf(session, request.params.key)
    if (!optional) throw new Failure('entryNotOptional', { context: { key } })
    await visits.change(session, { type, key })
    const { visit } = await visits.read(session)
    return success(request, { requested: requestedEntries(visit, session.requested ?? []) })
  }

  app.put<SkipRequest>('/api/requested/:key/skip', { onRequest }, async (request) =>
    change(request, 'entrySkipped'),
  )
  app.delete<SkipRequest>('/api/requested/:key/skip', { onRequest }, async (request) =>
    change(request, 'entryTakenBack'),
  )
}
