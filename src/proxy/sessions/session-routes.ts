import { type FastifyInstance } from 'fastify'
import { success } from '../http/answer/answers.ts'
import { type DescribeSession } from './describe-session.ts'
import { type SessionGuards, sessionOf } from './require-session.ts'

interface SessionOptions {
  readonly guards: SessionGuards
  readonly describe: DescribeSession
}

/** `GET /api/session`: what the session may do, and which of the customer's documents it can go on with. */
export async function sessionRoutes(
  app: FastifyInstance,
  { guards, describe }: SessionOptions,
): Promise<void> {
  app.get('/api/session', { onRequest: guards.requireErrand }, async (request) =>
    success(request, await describe(sessionOf(request))),
  )
}
