import * as z from 'zod/mini'
import { documentIdSchema, documentTypeSchema, extensionSchema } from '../document/document.ts'
import { successEnvelopeSchema } from './envelope.ts'
import { requestedSideSchema } from '../requested/side.ts'
import { instantSchema, urlSchema, wholeNumberSchema } from '../scalars.ts'

/** How documents are handed from a desktop to the person's phone. The pages that do it load this, and no other. */

/**
 * - `done`: everything has arrived.
 * - `refused`: the desktop said that it is not their phone.
 * - `takenBack`: the desktop went on by itself.
 * - `left`: the phone gave up.
 * - `replaced`: the desktop began another hand-off.
 * - `expired`: nobody came in time, or the time for the work is over.
 */
export const handoffEndReasons = ['done', 'refused', 'takenBack', 'left', 'replaced', 'expired'] as const
export type HandoffEndReason = (typeof handoffEndReasons)[number]

/** Body of `POST /api/handoffs`: what is handed over. It is one document, or the list of all that the session asks for. */
export const handoffErrandSchema = z.union([
  z.strictObject({ documentId: documentIdSchema }),
  z.strictObject({ list: z.literal(true) }),
])
export type HandoffErrand = z.infer<typeof handoffErrandSchema>

/** A file that has come by the phone, as the desktop is told of it. `entry` is the side of the list that it is for. */
const arrivedFileSchema = z.object({
  type: documentTypeSchema,
  extension: extensionSchema,
  entry: z.optional(requestedSideSchema),
  bytes: wholeNumberSchema,
  sha256: z.string(),
  uploadedAt: instantSchema,
  receipt: z.string(),
})

/**
 * Where a hand-off stands, as both sides are told.
 *
 * - `digits`: three of them, shown on both screens, once a phone has come.
 * - `percent`: how much of a file has come, while one is on its way. After the end too: an upload finishes first.
 * - `isOtherAway`: the other side has not asked for a minute.
 * - `arrived`: the documents whose file has arrived. The desktop is told of each file and its receipt.
 */
const handoffSchema = z.object({
  id: z.string(),
  version: wholeNumberSchema,
  errand: handoffErrandSchema,
  state: z.literal(['waiting', 'joined', 'allowed', 'ended']),
  reason: z.optional(z.literal(handoffEndReasons)),
  digits: z.optional(z.string()),
  percent: z.optional(wholeNumberSchema),
  isOtherAway: z.boolean(),
  arrived: z.array(
    z.object({
      documentId: documentIdSchema,
      file: z.optional(arrivedFileSchema),
    }),
  ),
})
export type HandoffView = z.infer<typeof handoffSchema>

/** Answer of `GET` and `DELETE /api/handoffs/:id`, and of `POST /api/handoffs/:id/allow`. */
export const handoffAnswerSchema = successEnvelopeSchema(handoffSchema)

/**
 * Answer of `POST /api/handoffs`: what the phone has to open, and until when it can. Where everything has arrived
 * already, it is a hand-off that is done, without a link.
 */
const handoffBegunSchema = z.object({
  link: z.optional(urlSchema),
  dtsExpireAt: z.optional(instantSchema),
  handoff: handoffSchema,
})
export type HandoffBegun = z.infer<typeof handoffBegunSchema>
export const handoffBegunAnswerSchema = successEnvelopeSchema(handoffBegunSchema)

/**
 * Answer of `POST /api/handoffs/redeem`: the phone's session, the name of the partner who asks, and whether this is a test.
 * The session for a list knows what is asked for only once the desktop has allowed it. It is redeemed again for that.
 */
export const handoffJoinedAnswerSchema = successEnvelopeSchema(
  z.object({
    session: z.string().check(z.minLength(1)),
    partner: z.nullable(z.string()),
    sandbox: z.boolean(),
    handoff: handoffSchema,
  }),
)
