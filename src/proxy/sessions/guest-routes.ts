import { type FastifyInstance } from 'fastify'
import { success } from '../http/answers.ts'
import { type ProxyConfiguration } from '../settings/configuration.ts'
import { Failure } from '../http/failure.ts'
import { type CountGuest } from './guest-limit.ts'
import { requireSameOrigin } from '../http/same-origin.ts'
import { type Sessions } from './sessions.ts'

/** `POST /api/sessions/guest`: a session for whoever opens the standalone form, from its own page alone. */
export function addGuestSessions(
  app: FastifyInstance,
  { guestSessionsPerMinute, publicOrigin }: ProxyConfiguration,
  sessions: Sessions,
  countGuest: CountGuest,
): void {
  app.post('/api/sessions/guest', async (request) => {
    if (guestSessionsPerMinute === 0) throw new Failure('guestSessionsOff')
    requireSameOrigin(request, publicOrigin)
    await countGuest(request.ip, 'session')
    return success(request, await sessions.mintGuest(request.headers.authorization))
  })
}
