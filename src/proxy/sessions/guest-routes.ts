import { type FastifyInstance } from 'fastify'
import { success } from '../http/answer/answers.ts'
import { Failure } from '../http/answer/failure.ts'
import { type CountGuest } from '../limits/guest-limit.ts'
import { requireSameOrigin } from '../http/request/same-origin.ts'
import { type DescribeSession } from './describe-session.ts'
import { type Sessions } from './sessions.ts'

interface GuestOptions {
  readonly sessions: Sessions
  readonly describe: DescribeSession
  readonly countGuest: CountGuest
  readonly guestSessionsPerMinute: number
  readonly publicOrigin: string | undefined
}

/**
 * `POST /api/sessions/guest`: a session for a person who opens the standalone form, and what it may do: the page asks for
 * both at once. Only our own page may call it.
 */
export async function guestRoutes(app: FastifyInstance, options: GuestOptions): Promise<void> {
  const { sessions, describe, countGuest, guestSessionsPerMinute, publicOrigin } = options

  app.post('/api/sessions/guest', async (request) => {
    if (guestSessionsPerMinute === 0) throw new Failure('guestSessionsOff')
    requireSameOrigin(request, publicOrigin)
    await countGuest(request.ip, 'session')
    const { minted, session } = await sessions.mintGuest(request.headers.authorization)
    return success(request, { ...minted, description: await describe(session) })
  })
}
