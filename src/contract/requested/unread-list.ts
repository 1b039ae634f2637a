import * as z from 'zod/mini'
import { type RequestedEntry } from './list.ts'

/**
 * The list where nobody looks into it: in the first view, which every person loads. What shows the list parses it, by
 * `requestedListSchema`.
 */
export const unreadListSchema = z.array(z.custom<RequestedEntry>())
