import * as z from 'zod/mini'
import {
  type DocumentUploadEvent,
  themeProperties,
  type ThemeProperty,
  type UploadErrorEvent,
} from './embed.ts'
import { isLanguageTag } from '../language-tag.ts'

/**
 * How a host page (by the SDK) and the wizard in its frame talk.
 *
 * 1. The SDK listens, then sets the frame's address: `/embed/<partner>?origin=<the host page's origin>`.
 * 2. The frame looks that origin up among those its page was served with. If it is not
 *    there, the frame says nothing to anyone. If it is, the frame posts `announce` to its parent, addressed to that
 *    origin alone.
 * 3. The SDK takes an announcement from the frame's own window and the wizard's origin, drops every other, makes a
 *    message channel, and posts `welcome` with one end of it, addressed to the wizard's origin alone.
 * 4. The frame takes the first welcome from its parent window and that origin. From here on both speak through the
 *    channel, of which no other page holds an end, and the frame no longer listens to its window.
 * 5. The frame asks for a session (`sessionRequest`) when it needs one, the first time and at every renewal. So a
 *    session travels in the channel alone: never in an address, never through a window.
 * 6. The SDK says at once that it has heard (`sessionAwaited`), and then calls the page's function, which may take as
 *    long as a customer takes to sign in. Only a page that has not even said that it has heard counts as silent, and
 *    the frame takes its answer however late it comes. The frame asks again only when the person says so. Then the
 *    function is called again: the first session that comes of all calls is taken, and they have failed once all have.
 * 7. A reloaded frame starts again at 2. Its old channel is dead and gives no sign of it, so that each announcement
 *    replaces the channel. The frame tells again what happened before, and the SDK drops each event by its id.
 * 8. A wizard that could not come up tells of it by an `error` event, posted as `announce` is: there may be no channel.
 *
 * Each message carries the version. Both sides parse what they receive, and drop in silence what does not parse: the
 * frame with the schemas below, the SDK with a table of its own (it ships without a schema library). Nothing is
 * ever posted to `*`.
 */
export const bridgeVersion = 1
const version = z.literal(bridgeVersion)

/** A message as it travels. */
export type Versioned<Message> = Message & { readonly version: typeof bridgeVersion }

/** Frame to host, through the window. */
export type WindowMessage = { readonly type: 'announce' } | UploadErrorEvent

/** Frame to host, through the channel. */
export type FrameMessage =
  | DocumentUploadEvent
  | { readonly type: 'resize'; readonly heightPx: number }
  | { readonly type: 'sessionRequest' }

/** A mistake in one part of a look costs that part alone, not the whole message. */
const orNothing = <Output>(schema: z.ZodMiniType<Output>) =>
  z.optional(z.custom<Output | undefined>().check(z.overwrite((value) => schema.safeParse(value).data)))

/** One value of a declaration: it can neither end its declaration nor load anything. */
const themeValueSchema = orNothing(
  z.string().check(
    z.maxLength(200),
    z.regex(/^[^;{}<>\\]+$/),
    z.refine((value) => !/(?:url|src|image|image-set)\(/i.test(value)),
  ),
)

const themeSchema = z.object({
  colorScheme: orNothing(z.literal(['light', 'dark', 'light dark'])),
  ...(Object.fromEntries(themeProperties.map((property) => [property, themeValueSchema])) as Record<
    ThemeProperty,
    typeof themeValueSchema
  >),
})

const localeSchema = orNothing(z.string().check(z.refine(isLanguageTag)))

/** The ID of the element the frame stands in, and a number where that doesn't tell it from another. */
const instanceSchema = z.string().check(z.regex(/^[\p{L}\p{N}_-]{0,100}:[0-9]{1,6}$/u))

/** What the tab keeps for frames beyond these is dropped, as if they stood on another page. */
const mostInstances = 100

/**
 * Host to frame, as they travel: `welcome` once, through the window; the others through the channel.
 *
 * - `instance`: which of the page's frames this is. It stays the same when the page or the frame is reloaded, and is
 *   free for the next frame once this one is gone.
 * - `instances`: those of all frames that are on the page now, of which the frame takes the first hundred.
 * - `locale` and `theme` are all that the page wishes, in `update` too: what is missing has been taken back.
 */
export const hostMessageSchema = z.union([
  z.object({
    version,
    type: z.literal('welcome'),
    instance: instanceSchema,
    instances: z.array(instanceSchema).check(z.overwrite((names) => names.slice(0, mostInstances))),
    locale: localeSchema,
    theme: themeSchema,
  }),
  z.object({ version, type: z.literal('update'), locale: localeSchema, theme: themeSchema }),
  z.object({ version, type: z.literal('sessionAwaited') }),
  z.object({ version, type: z.literal('session'), session: z.string().check(z.minLength(1)) }),
  z.object({ version, type: z.literal('sessionUnavailable') }),
])
export type HostMessage = z.infer<typeof hostMessageSchema>
