import * as z from 'zod/mini'
import { type HostBridge } from '../../embed/frame/frame.ts'
import { jsonOf } from '../json-of.ts'

const pageKey = 'akepa:page'
const pageSchema = z.array(z.string())

type Place = Pick<Awaited<HostBridge['welcome']>, 'instance' | 'instances'>

/**
 * The frames that belong to the page that this one stands on: those that are there now, and those that stood on it
 * together before it was loaded anew, since a page brings its frames up one by one, and in any order.
 */
export function framesOfPage({ instance, instances }: Place): readonly string[] {
  try {
    const storage = window.sessionStorage
    const before = pageSchema.safeParse(jsonOf(storage.getItem(pageKey) ?? '')).data ?? []
    const page = [...new Set([...instances, ...(before.includes(instance) ? before : [])])]
    if (page.length > 1) storage.setItem(pageKey, JSON.stringify(page))
    else storage.removeItem(pageKey)
    return page
  } catch {
    // Storage is denied, and nothing is kept that could be dropped.
    return instances
  }
}
