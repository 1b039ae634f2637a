import * as z from 'zod/mini'

/** One side of an entry. What has no back has its front alone. */
export const requestedSideSchema = z.object({ key: z.string(), side: z.literal([1, 2]) })
export type RequestedSide = z.infer<typeof requestedSideSchema>
export type Side = RequestedSide['side']
