import * as z from 'zod/mini'
import { successEnvelopeSchema } from '../api/envelope.ts'
import { requestedListSchema } from './list.ts'

/**
 * Answer of `PUT` and `DELETE /api/requested/:key/skip`: all that the session asks for, as it is now. `GET /api/session`
 * tells the same among other things.
 */
export const requestedAnswerSchema = successEnvelopeSchema(z.object({ requested: requestedListSchema }))
