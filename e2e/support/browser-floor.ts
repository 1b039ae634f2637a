import compatData from '@mdn/browser-compat-data/forLegacyNode'
import {
  type BrowserName,
  type CompatStatement,
  type Identifier,
  type SimpleSupportStatement,
} from '@mdn/browser-compat-data/types'

/** The oldest browsers that the README promises. */
export const floors = {
  'Chrome 95': { chrome: '95', chrome_android: '95', edge: '95', webview_android: '95' },
  'Safari 15.4': { safari: '15.4', safari_ios: '15.4', webview_ios: '15.4' },
  'Firefox 115': { firefox: '115' },
} as const satisfies Record<string, Partial<Record<BrowserName, string>>>

export type Floor = Partial<Record<BrowserName, string>>

/** Where something is found in a global scope: the names that lead to its owner, and its own name. */
type Place = readonly [owner: readonly string[], name: string]

/**
 * JavaScript for a page or a worker. It takes away every global, property and method that one of the floor's browsers
 * lacks, by the data of MDN. It can't take away what has no name: syntax, events, options, and values of parameters.
 */
export function withoutNewer(floor: Floor, scope: 'page' | 'worker'): string {
  const { api, javascript } = compatData
  const places = [api, javascript['builtins']].flatMap((features) => missing(features ?? {}, floor, scope))
  return `(${takeAway.toString()})(${JSON.stringify(places)});\n`
}

/** A missing owner comes after what it owns, which could not be found otherwise. */
function missing(
  features: Identifier,
  floor: Floor,
  scope: 'page' | 'worker',
  path: readonly string[] = [],
): readonly Place[] {
  return Object.entries(features as Record<string, Identifier>).flatMap(
    ([name, feature]): readonly Place[] => {
      if (name === '__compat') return []
      const statements = [feature.__compat, scope === 'worker' && feature['worker_support']?.__compat]
      const isHere = statements.every((statement) => !statement || !isMissing(statement, floor))
      return [...missing(feature, floor, scope, [...path, name]), ...(isHere ? [] : [[path, name] as const])]
    },
  )
}

function isMissing({ support }: CompatStatement, floor: Floor): boolean {
  return Object.entries(floor).some(([browser, version]) => {
    const statements = [support[browser as BrowserName] ?? []].flat()
    return !statements.some((statement) => isIn(statement, browser as BrowserName, version))
  })
}

/** Whether a version has the feature without a flag and by its standard name. */
function isIn(statement: SimpleSupportStatement, browser: BrowserName, version: string): boolean {
  const { version_added: added, version_removed: removed, flags, prefix, alternative_name: other } = statement
  if (added === false || flags || prefix !== undefined || other !== undefined) return false
  const order = (of: string) =>
    compatData.browsers[browser].releases[of.replace('≤', '')]?.index ?? Number.POSITIVE_INFINITY
  return order(added) <= order(version) && !(removed !== undefined && order(removed) <= order(version))
}

/** Runs in the browser, and can use nothing from outside itself. */
function takeAway(places: readonly Place[]): void {
  type Owner = Record<PropertyKey, unknown> | undefined
  const owned = (owner: Owner, name: string) =>
    owner && (Object.getOwnPropertyDescriptor(owner, name)?.value as Owner)
  /** A global is a property of the scope or of one of its prototypes. */
  const scopes: Owner[] = []
  for (let scope: object | null = globalThis; scope; scope = Object.getPrototypeOf(scope) as object | null)
    scopes.push(scope as Owner)
  for (const [[first, ...path], name] of places) {
    const key = name.startsWith('@@')
      ? Symbol[name.slice(2) as 'iterator']
      : name.replace(/_static$/, '').replace(/(.+)_event$/, 'on$1')
    const owner =
      first === undefined ? undefined : path.reduce(owned, owned(globalThis as unknown as Owner, first))
    const isScope = first === undefined || /^(?:Window|(?:Dedicated)?WorkerGlobalScope)$/.test(first)
    for (const place of isScope ? scopes : [owner, owned(owner, 'prototype')]) {
      if (place) Reflect.deleteProperty(place, key)
    }
  }
}
