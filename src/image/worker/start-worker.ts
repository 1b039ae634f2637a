// oxlint-disable-next-line import/default -- with this query, Vite's answer is the worker's address
import workerUrl from './image-worker.ts?worker&url'

/** What there is of Trusted Types before TypeScript's own library declares them. */
interface TrustedTypePolicies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): URL }
}

let policy: ReturnType<TrustedTypePolicies['createPolicy']> | undefined

/**
 * Under `require-trusted-types-for 'script'` a worker starts only from a URL that a policy vouched for, and the page's
 * policy allows one such policy by name, once per document. It vouches for this worker and nothing else.
 */
export function startWorker(): Worker {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypePolicies }
  policy ??= trustedTypes?.createPolicy('wizard', {
    createScriptURL(url) {
      if (url === workerUrl) return url
      throw new TypeError('Not the address of the worker')
    },
  })
  return new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module', name: 'image' })
}
